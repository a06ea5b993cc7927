/** Login: password, one-time code or ticket. */
package autoupload.client.login;
