/** Choice of who computes the ciphers and digests that every byte of a file goes through. */
package autoupload.crypto;
