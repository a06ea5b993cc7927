/** The login: password, one-time code or ticket. */
package autoupload.client.login;
