/** Limits on what one user or address takes of what all share. */
package autoupload.server.limits;
