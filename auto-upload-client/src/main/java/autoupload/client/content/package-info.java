/** What of a file is sent: the file as it is, or what an earlier run sent of it. */
package autoupload.client.content;
