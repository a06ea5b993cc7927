/** Interface to the storage backends that keep the uploaded files. */
package autoupload.server.storage;
