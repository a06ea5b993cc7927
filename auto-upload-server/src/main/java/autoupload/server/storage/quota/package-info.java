/** Quotas of accounts and the minimum free space, for any storage backend. */
package autoupload.server.storage.quota;
