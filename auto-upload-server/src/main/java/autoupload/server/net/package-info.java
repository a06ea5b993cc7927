/** Connections: accept, limits, login, and the end. */
package autoupload.server.net;
