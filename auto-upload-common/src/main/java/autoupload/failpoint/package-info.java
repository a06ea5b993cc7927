/** Failpoints, at which a test may end the process as if the power went, or watch it. */
package autoupload.failpoint;
