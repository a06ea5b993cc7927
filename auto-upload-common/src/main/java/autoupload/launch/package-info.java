/** Launcher between {@code java -jar} and a command. */
package autoupload.launch;
