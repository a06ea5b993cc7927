/** Transfer of files to the server over one connection at a time. */
package autoupload.client.send;
