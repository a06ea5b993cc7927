/** Scan of the folder for files that are ready to be uploaded. */
package autoupload.client.scan;
