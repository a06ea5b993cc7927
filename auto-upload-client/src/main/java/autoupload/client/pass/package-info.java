/** Passes over the folder: what is found is sent, confirmed and erased. */
package autoupload.client.pass;
