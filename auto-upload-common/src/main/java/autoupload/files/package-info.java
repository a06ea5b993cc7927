/** Crash-safe files, and their permissions. */
package autoupload.files;
