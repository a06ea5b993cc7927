package autoupload.server.session;

import autoupload.server.events.Arrival;
import autoupload.server.events.ConnectionEvents;
import autoupload.server.storage.Prefix;
import autoupload.server.storage.StorageException;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import java.util.Optional;

/**
 * Disk work of one session: checkpoints, commits and proofs, each of which tells the client its
 * result itself. The work goes on when the session is closed, but for proofs that were not begun,
 * or keep others waiting.
 */
final class SessionWork {
  private final SessionResources shared;
  private final OpenOffers offers;
  private final ConnectionEvents events;

  SessionWork(SessionResources shared, OpenOffers offers, ConnectionEvents events) {
    this.shared = shared;
    this.offers = offers;
    this.events = events;
  }

  /** Asks for the file's bytes, or refuses if another connection delivers them. Any thread. */
  void askToSend(Offered offered) throws StorageException {
    if (!shared.claims().free(offered.key())) {
      offers.refuse(offered, RefusalCode.BUSY, "another connection uploads this file");
      return;
    }
    Prefix prefix = shared.storage().partial(offered.key());
    offered.await(prefix);
    offers.tell(offered, new Frame.Send(offered.id(), prefix.offset(), prefix.chunks()));
  }

  /** Compares a stored file with the client's digest. */
  void prove(Offered offered, ContentDigest digest) {
    shared.work().prove(offered, () -> check(offered, digest));
  }

  /**
   * What was read is known to the next connection, which may else be lost as early as this one: so
   * reading goes on, unless it keeps others waiting.
   */
  private boolean isWorthReadingOn(Offered offered) {
    return offers.isOpen(offered) || !shared.work().othersWaitForProofs(offered.key().user());
  }

  private void check(Offered offered, ContentDigest digest) {
    try {
      Optional<Receipt> receipt =
          shared
              .storage()
              .prove(
                  offered.key().user(),
                  offered.key().offer(),
                  digest,
                  () -> isWorthReadingOn(offered));
      if (receipt.isPresent()) {
        events.tell((to, peer) -> to.proven(peer, receipt.get()));
        offers.answer(offered, new Frame.Receipt(offered.id(), receipt.get()));
      } else if (offers.isOpen(offered)) {
        askToSend(offered);
      }
    } catch (StorageException e) {
      if (e.code() != RefusalCode.ABORTED) { // of which nobody wants to hear
        offers.refuse(offered, e);
      }
    } catch (RuntimeException | Error e) {
      offers.refuseAfterDefect(offered, e);
    }
  }

  /** Has what came forced, if it is time. */
  void checkpointIfDue(IncomingUpload upload, boolean chunkEnded) {
    if (upload.wantsCheckpoint(chunkEnded)) {
      shared.work().checkpoint(() -> checkpoint(upload));
    }
  }

  private void checkpoint(IncomingUpload upload) {
    try {
      long durable = upload.checkpoint();
      if (durable >= 0) {
        offers.tellIfRoom(upload.offered(), new Frame.Durable(upload.offered().id(), durable));
      }
    } catch (StorageException e) {
      end(upload);
      offers.refuse(upload.offered(), e);
    } catch (RuntimeException | Error e) {
      end(upload);
      offers.refuseAfterDefect(upload.offered(), e);
    }
  }

  /** Has what an earlier connection brought read again: no receipt comes before that. */
  void verify(IncomingUpload upload) {
    if (!upload.verified().isDone()) {
      shared.work().prove(upload.offered(), () -> verifyNow(upload));
    }
  }

  private void verifyNow(IncomingUpload upload) {
    try {
      upload.verify();
    } catch (StorageException e) {
      if (e.code() != RefusalCode.ABORTED && upload.keep()) { // else its commit says so
        shared.claims().release(upload);
        offers.refuse(upload.offered(), e);
      }
    } catch (RuntimeException | Error e) {
      end(upload);
      offers.refuseAfterDefect(upload.offered(), e);
    }
  }

  private void end(IncomingUpload upload) {
    upload.keep();
    shared.claims().release(upload);
  }

  /** Makes a complete upload a stored file. */
  void commit(IncomingUpload upload, ContentDigest digest) {
    shared.work().commit(upload.verified(), () -> commitNow(upload, digest));
  }

  private void commitNow(IncomingUpload upload, ContentDigest digest) {
    Offered offered = upload.offered();
    try {
      Receipt receipt = upload.commit(digest);
      shared.claims().release(upload);
      Arrival arrival = upload.arrival();
      events.tell((to, peer) -> to.stored(peer, receipt, arrival));
      offers.answer(offered, new Frame.Receipt(offered.id(), receipt));
    } catch (StorageException e) {
      shared.claims().release(upload);
      offers.refuse(offered, e);
    } catch (RuntimeException | Error e) {
      shared.claims().release(upload);
      offers.refuseAfterDefect(offered, e);
    }
  }
}
