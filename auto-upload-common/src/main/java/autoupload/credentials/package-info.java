/** The password file, which says who may log in. */
package autoupload.credentials;
