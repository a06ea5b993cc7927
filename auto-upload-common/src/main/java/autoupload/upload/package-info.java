/** The nouns of an upload, as both ends understand them. */
package autoupload.upload;
