/** Command line shared by all commands: options, secrets, terminal, error messages. */
package autoupload.cli;
