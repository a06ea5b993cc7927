/** What the server reads again when its file changes. */
package autoupload.server.reload;
