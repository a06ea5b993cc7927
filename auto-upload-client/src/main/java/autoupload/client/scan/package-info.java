/** Finds the files that are ready to be uploaded. */
package autoupload.client.scan;
