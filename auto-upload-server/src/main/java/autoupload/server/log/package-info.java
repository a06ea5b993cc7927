/** How the lines of the server's log are written. */
package autoupload.server.log;
