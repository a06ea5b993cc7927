/** Connections to the server, before anybody logs in. */
package autoupload.client.link;
