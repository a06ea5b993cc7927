/** The protocol {@code auto-upload/1} on a connection: its login, and its session. */
package autoupload.server.session;
