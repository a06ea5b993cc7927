package autoupload.client.send;

import autoupload.client.content.NotAsOffered;
import autoupload.client.journal.Sent;
import autoupload.client.scan.ContentReader;
import autoupload.upload.ContentDigest;
import autoupload.wire.Frame;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * Sender of one file's content at a time, or of the proof that the server has it. The file may
 * change or fail meanwhile, and may turn out to be {@link NotAsOffered}.
 */
final class ContentSender {
  private static final int BLOCK = 256 << 10;

  private final ServerLink link;
  private final Inbox inbox;
  private final TransferListener listener;

  /** Two, so that one can be hashed while the other is filled. */
  private final byte[] blocks = new byte[2 * BLOCK];

  ContentSender(ServerLink link, Inbox inbox, TransferListener listener) {
    this.link = link;
    this.inbox = inbox;
    this.listener = listener;
  }

  /** Sends what the server asks for, until it has everything or refuses it. */
  void send(Frame.Send frame, Outgoing outgoing) throws IOException, NotAsOffered {
    try (ContentReader source = outgoing.content().open()) {
      long offset = resumeAt(frame, outgoing, source);
      link.write(new Frame.Begin(frame.id(), offset));
      progress(outgoing, offset, false);
      sendFrom(frame.id(), outgoing, source);
    }
  }

  /** The server's prefix counts only if it is this file's. */
  private long resumeAt(Frame.Send frame, Outgoing outgoing, ContentReader source)
      throws IOException {
    long offset = frame.offset();
    int complete = outgoing.offer().plan().completeBefore(offset);
    int held = frame.held().map(ContentDigest::chunks).orElse(0);
    if (offset == 0
        || offset > outgoing.offer().size()
        || held > complete
        || !source.canGoOnAt(offset)) {
      source.advance(List.of(), 0);
      return 0;
    }
    List<byte[]> known = outgoing.content().knownChunks();
    source.advance(known.subList(0, Math.min(held, known.size())), offset);
    if (source.isChunkRead() && source.chunks().size() < held) {
      source.endChunk(); // else its CHUNK was lost on the way, and is due
    }
    outgoing.content().remember(source.chunks());
    boolean same =
        held == source.chunks().size()
            && (held == 0 || ContentDigest.ofChunks(source.chunks()).equals(frame.held().get()));
    if (!same) {
      source.advance(List.of(), 0);
      return 0;
    }
    return offset;
  }

  private void sendFrom(int id, Outgoing outgoing, ContentReader source) throws IOException {
    int at = 0;
    while (!source.isComplete() && !inbox.isRefused(id)) {
      if (source.isChunkRead()) {
        int index = source.chunks().size();
        ContentDigest digest = source.endChunk();
        link.write(new Frame.Chunk(id, index, digest));
        SendPoint.CHUNK_SENT.hit();
        outgoing.content().remember(source.chunks());
        if (outgoing.content().isPlain() && outgoing.offer().plan().count() > 1) {
          source
              .changed()
              .ifPresent(changed -> listener.chunkRead(outgoing.file(), changed, index, digest));
        }
      } else {
        int count = source.read(blocks, at, BLOCK);
        link.data(id, blocks, at, count);
        at = BLOCK - at;
        SendPoint.DATA_SENT.hit();
        progress(outgoing, source.position(), true);
      }
    }
    if (source.isComplete()) {
      source.checkUnchanged();
      ContentDigest digest = source.digest();
      outgoing.sent(new Sent(outgoing.offer().size(), digest, source.sourceDigest()), false);
      link.write(new Frame.End(id, digest));
      SendPoint.END_SENT.hit();
    }
  }

  /** What was sent again after a connection was lost is told once. */
  void progress(Outgoing outgoing, long position, boolean sent) {
    long more = outgoing.advanceTo(position);
    if (more > 0) {
      listener.progressed(outgoing.file(), more, sent);
    }
  }

  /** Reads the file, and sends the digest that proves it to be what the server has. */
  void prove(int id, Outgoing outgoing) throws IOException, NotAsOffered {
    Optional<Sent> proven = outgoing.content().prove();
    proven.ifPresent(sent -> outgoing.sent(sent, true));
    ContentDigest digest = proven.map(Sent::digest).orElseGet(() -> digestOfNothing(outgoing));
    link.write(new Frame.Proof(id, digest));
    SendPoint.PROOF_SENT.hit();
  }

  /** What no file has, so that the server asks for this one. */
  private static ContentDigest digestOfNothing(Outgoing outgoing) {
    byte[] hash = new byte[ContentDigest.HASH_BYTES];
    new SecureRandom().nextBytes(hash);
    return ContentDigest.of(outgoing.offer().plan().count(), hash);
  }
}
