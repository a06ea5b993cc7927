/** The client command: its options and the flow of a pass. */
package autoupload.client;
