/** Scripted client for tests, and the credentials it needs. */
package autoupload.server.scripted;
