/** Erasure of files: a file is overwritten, then removed. */
package autoupload.erase;
