/** Crash tests: one of the two programs dies in the middle, at every point that it names. */
package autoupload.tests.crash;
