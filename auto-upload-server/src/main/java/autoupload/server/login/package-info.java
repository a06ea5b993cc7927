/** Authentication of users: password file, second factor, tickets and throttling. */
package autoupload.server.login;
