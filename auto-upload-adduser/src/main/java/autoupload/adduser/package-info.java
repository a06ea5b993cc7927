/** The adduser command, which edits a password file. */
package autoupload.adduser;
