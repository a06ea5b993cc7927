/** Decryption of sealed files by their owner: the commands keygen and decrypt. */
package autoupload.client.unseal;
