package autoupload.server;

import autoupload.server.accept.AcceptLimits;
import autoupload.server.storage.room.MinFree;

/** What bounds a server. */
record ServerLimits(AcceptLimits accept, MinFree minFree) {
  /** Unless told otherwise. */
  static final ServerLimits DEFAULT = new ServerLimits(AcceptLimits.DEFAULT, MinFree.DEFAULT);
}
