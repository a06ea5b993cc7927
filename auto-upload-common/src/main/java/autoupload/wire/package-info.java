/** The wire format: bytes to frames, as docs/PROTOCOL.md specifies them. */
package autoupload.wire;
