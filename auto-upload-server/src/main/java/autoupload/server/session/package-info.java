/** What a logged-in connection does: offers become stored files. */
package autoupload.server.session;
