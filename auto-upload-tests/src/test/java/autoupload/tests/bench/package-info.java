/** What is measured by hand, and no test. */
package autoupload.tests.bench;
