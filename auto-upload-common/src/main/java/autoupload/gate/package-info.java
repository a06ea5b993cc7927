/** Which network interfaces an upload may use, now. */
package autoupload.gate;
