/**
 * Client-side encryption: files are sealed on the way to a server that must not be able to read
 * them.
 */
package autoupload.client.seal;
