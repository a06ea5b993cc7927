/** Who is next where several take turns. */
package autoupload.server.turns;
