/** The password file: accounts, password hashes, one-time codes and quotas. */
package autoupload.credentials;
