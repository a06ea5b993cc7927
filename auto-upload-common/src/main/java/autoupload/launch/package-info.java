/** The way from {@code java -jar} to a command. */
package autoupload.launch;
