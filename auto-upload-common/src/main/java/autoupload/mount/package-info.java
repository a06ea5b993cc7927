/** What is mounted where. */
package autoupload.mount;
