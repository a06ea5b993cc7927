/** Test harness of the whole-system tests: processes, faults and fixtures. */
package autoupload.tests.harness;
