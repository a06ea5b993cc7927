/** Reload of the server's files when they change. */
package autoupload.server.reload;
