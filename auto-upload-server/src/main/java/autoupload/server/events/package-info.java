/** Events of the server's connections, and the log that listens to them. */
package autoupload.server.events;
