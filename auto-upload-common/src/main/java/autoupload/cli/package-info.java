/** How every command talks to its operator. */
package autoupload.cli;
