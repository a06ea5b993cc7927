/** What the owner of sealed files does with them: the commands keygen and decrypt. */
package autoupload.client.unseal;
