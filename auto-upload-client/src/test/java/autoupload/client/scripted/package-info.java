/** Scripted server for tests, which does what it is told, right or wrong. */
package autoupload.client.scripted;
