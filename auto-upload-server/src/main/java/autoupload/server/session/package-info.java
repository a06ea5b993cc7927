/** Sessions of logged-in connections: from offers to stored files. */
package autoupload.server.session;
