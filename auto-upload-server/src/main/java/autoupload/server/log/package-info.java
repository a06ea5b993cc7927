/** Format and rate limit of the server's log. */
package autoupload.server.log;
