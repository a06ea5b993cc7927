/** Benchmarks, run by hand; no tests. */
package autoupload.tests.bench;
