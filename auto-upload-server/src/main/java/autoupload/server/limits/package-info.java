/** Bounds that are shared fairly: queues in which everybody takes turns, and caches. */
package autoupload.server.limits;
