/** Mounted file systems. */
package autoupload.mount;
