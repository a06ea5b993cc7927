/** Connections over those network interfaces only that an upload may use. */
package autoupload.gate;
