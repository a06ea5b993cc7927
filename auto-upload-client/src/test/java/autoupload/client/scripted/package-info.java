/** A server for tests that does what it is told, right or wrong. */
package autoupload.client.scripted;
