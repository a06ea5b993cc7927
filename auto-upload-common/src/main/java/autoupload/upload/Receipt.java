package autoupload.upload;

/**
 * The server's word that a file is safe: complete, checked and forced to disk, together with the
 * folder that names it.
 *
 * @param storedName the name it has in the user's folder, which differs from the offered one where
 *     that was taken by another content
 * @param size its length in bytes
 * @param digest the digest of its content
 */
public record Receipt(UploadName storedName, long size, ContentDigest digest) {}
