/** Folders and files that are held by descriptor, so that no exchange of a name leads elsewhere. */
package autoupload.descriptor;
