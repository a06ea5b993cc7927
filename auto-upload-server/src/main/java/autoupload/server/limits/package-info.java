/** Fair queues and bounded caches. */
package autoupload.server.limits;
