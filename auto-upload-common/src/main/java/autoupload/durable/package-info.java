/** What keeps files whole across a crash. */
package autoupload.durable;
