/** Keeps uploaded files in a folder of this machine. */
package autoupload.server.storage.local;
