/** Connections of every protocol: accept, limits, TLS, and the end. */
package autoupload.server.net;
