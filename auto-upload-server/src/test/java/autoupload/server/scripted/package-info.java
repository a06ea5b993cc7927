/** A client that says what a test tells it to, and what it needs to be let in. */
package autoupload.server.scripted;
