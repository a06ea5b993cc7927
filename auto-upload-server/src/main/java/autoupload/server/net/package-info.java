/** Takes connections and keeps each within its limits. */
package autoupload.server.net;
