/** The client command and its options. */
package autoupload.client;
