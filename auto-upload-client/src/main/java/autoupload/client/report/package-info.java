/** Tells people how a pass went. */
package autoupload.client.report;
