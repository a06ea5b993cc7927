/** The proof that the server has a file, which nothing is erased without. */
package autoupload.client.journal;
