/** Storage backend in a folder of a local file system. */
package autoupload.server.storage.local;
