/** The end of a command: one line for the operator, and an exit code. */
package autoupload.operator;
