package autoupload.upload;

/**
 * Receipt of a file: the server's word that it is complete, checked and forced to disk, together
 * with the folder that names it.
 *
 * @param storedName the name it has in the user's folder, which differs from the offered one where
 *     that was taken by another content
 * @param size its length in bytes
 * @param digest the digest of its content
 */
public record Receipt(UploadName storedName, long size, ContentDigest digest) {}
