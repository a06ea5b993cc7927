/** Who may come in. */
package autoupload.server.login;
