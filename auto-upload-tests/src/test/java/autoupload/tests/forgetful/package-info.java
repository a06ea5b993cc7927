/** A file system in memory that forgets, at a power cut, what nobody forced. */
package autoupload.tests.forgetful;
