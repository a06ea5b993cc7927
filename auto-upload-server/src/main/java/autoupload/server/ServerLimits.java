package autoupload.server;

import autoupload.server.net.AcceptLimits;
import autoupload.server.storage.quota.MinFree;

/** Limits of a server: its connections, and the disk space that it leaves free. */
record ServerLimits(AcceptLimits accept, MinFree minFree) {
  /** Unless told otherwise. */
  static final ServerLimits DEFAULT = new ServerLimits(AcceptLimits.DEFAULT, MinFree.DEFAULT);
}
