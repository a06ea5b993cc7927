/**
 * Journal of confirmed files: the proof that the server has a file, without which nothing is
 * erased.
 */
package autoupload.client.journal;
