/** How a command ends: one line for the operator, and an exit code. */
package autoupload.operator;
