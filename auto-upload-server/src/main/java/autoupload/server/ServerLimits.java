package autoupload.server;

import autoupload.server.accept.ConnectionLimits;
import autoupload.server.storage.room.MinFree;

/** What bounds a server. */
record ServerLimits(ConnectionLimits connections, MinFree minFree) {
  /** Unless told otherwise. */
  static final ServerLimits DEFAULT = new ServerLimits(ConnectionLimits.DEFAULT, MinFree.DEFAULT);
}
