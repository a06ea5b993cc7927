/**
 * The TCP connection under TLS: few large reads and writes, in buffers that grow while a file
 * moves.
 */
package autoupload.socket;
