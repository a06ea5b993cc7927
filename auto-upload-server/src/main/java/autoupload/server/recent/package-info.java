/** A bounded memory of what was asked for lately. */
package autoupload.server.recent;
