/** Content to upload of a file: the file as it is, or what an earlier run sent of it. */
package autoupload.client.content;
