/** Crash-safe files, and who may read them. */
package autoupload.files;
