/** Whole-system tests: real jars in real processes over real TLS. */
package autoupload.tests;
