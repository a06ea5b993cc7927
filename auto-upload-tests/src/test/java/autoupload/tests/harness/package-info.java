/** What the whole-system tests start, break and compare. */
package autoupload.tests.harness;
