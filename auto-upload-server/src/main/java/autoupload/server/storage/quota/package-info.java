/** Keeps uploads within an account's quota and the store's free space, whatever the store. */
package autoupload.server.storage.quota;
