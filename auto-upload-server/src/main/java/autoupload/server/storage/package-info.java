/** The port to whatever keeps the uploaded files. */
package autoupload.server.storage;
