/** The server command: its options, start and stop. */
package autoupload.server;
