package autoupload.server;

import autoupload.server.net.AcceptLimits;
import autoupload.server.storage.quota.MinFree;

/** What bounds a server. */
record ServerLimits(AcceptLimits accept, MinFree minFree) {
  /** Unless told otherwise. */
  static final ServerLimits DEFAULT = new ServerLimits(AcceptLimits.DEFAULT, MinFree.DEFAULT);
}
