/** Erasure of a source file once the server has it. */
package autoupload.client.dispose;
