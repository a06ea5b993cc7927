package autoupload.tests.simulation;

import autoupload.client.link.Connector;
import autoupload.tests.simulation.LinkFault.Kind;
import autoupload.upload.Receipt;
import autoupload.wire.Frame;
import autoupload.wire.FrameHandler;
import autoupload.wire.FrameReader;
import autoupload.wire.UnexpectedFrames;
import autoupload.wire.WireException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** In-memory connection, which breaks as a {@link LinkFault} says. */
final class SimulatedLink {
  private final LinkFault fault;
  private final int capacity;
  private final ThreadOrder order;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final End client;
  private final End server;

  SimulatedLink(LinkFault fault, int capacity, ThreadOrder order) {
    this.fault = fault;
    this.capacity = capacity;
    this.order = order;
    this.client = new End(Kind.CUT_UP, Kind.LOSE_UP);
    this.server = new End(Kind.CUT_DOWN, Kind.LOSE_DOWN);
  }

  /**
   * One end of the link, with the bytes it sent and the other has not read. Guarded by the lock.
   */
  private final class End {
    private final Kind cut;
    private final Kind lose;
    private byte[] sent = new byte[capacity];
    private int waiting;

    /** Everything it read. */
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    private long passed;
    private boolean losing;
    private boolean closed;

    /** Its program is gone. */
    private boolean dead;

    /** It noticed that the connection is broken. */
    private boolean broken;

    End(Kind cut, Kind lose) {
      this.cut = cut;
      this.lose = lose;
    }

    private End peer() {
      return this == client ? server : client;
    }

    private boolean isGone() {
      return closed || dead;
    }

    private void requireWhole() throws IOException {
      if (isGone() || broken) {
        throw new IOException("the connection is broken");
      }
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
      order.step();
      lock.lock();
      try {
        int done = 0;
        while (done < length) {
          requireWhole();
          if (losing) {
            return;
          }
          int count = Math.min(length - done, capacity - waiting);
          if (isDue(cut) || isDue(lose) || isDue(Kind.HALF_OPEN)) {
            count = (int) Math.min(count, fault.at() - passed);
            if (passed == fault.at()) {
              happen();
              continue;
            }
          }
          if (peer().closed) {
            throw new IOException("the peer closed the connection");
          }
          if (count == 0) {
            changed.awaitUninterruptibly();
            continue;
          }
          System.arraycopy(bytes, offset + done, sent, waiting, count);
          waiting += count;
          passed += count;
          done += count;
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }

    private boolean isDue(Kind kind) {
      return fault.kind() == kind && (kind != Kind.HALF_OPEN || this == client);
    }

    private void happen() {
      if (fault.kind() == lose) {
        losing = true;
      } else if (fault.kind() == Kind.HALF_OPEN) {
        client.broken = true;
        server.losing = true;
      } else {
        breakBoth();
      }
      changed.signalAll();
    }

    /** Who flushes is about to wait: a tail that is lost is noticed now. */
    void flush() throws IOException {
      lock.lock();
      try {
        requireWhole();
        if (losing && fault.kind() == lose) {
          breakBoth();
        }
      } finally {
        lock.unlock();
      }
    }

    int read(byte[] target, int offset, int length) throws IOException {
      order.step();
      lock.lock();
      try {
        while (true) {
          End from = peer();
          if (isGone() || (broken && !fault.drains())) {
            throw new IOException("the connection is broken");
          }
          if (from.waiting > 0) {
            int count = Math.min(length, from.waiting);
            System.arraycopy(from.sent, 0, target, offset, count);
            from.waiting -= count;
            System.arraycopy(from.sent, count, from.sent, 0, from.waiting);
            heard.write(target, offset, count);
            changed.signalAll();
            return count;
          }
          if (broken) {
            throw new IOException("the connection is broken");
          }
          if (from.closed) {
            return -1;
          }
          changed.awaitUninterruptibly();
        }
      } finally {
        lock.unlock();
      }
    }

    void close() {
      lock.lock();
      try {
        closed = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    InputStream in() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
          return length == 0 ? 0 : End.this.read(target, offset, length);
        }
      };
    }

    OutputStream out() {
      return new OutputStream() {
        @Override
        public void write(int value) throws IOException {
          write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          End.this.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
          End.this.flush();
        }
      };
    }
  }

  private void breakBoth() {
    client.broken = true;
    server.broken = true;
    changed.signalAll();
  }

  /** The server's program is gone, and the client notices. */
  void killServer() {
    kill(server, true);
  }

  /** The client's program is gone, and the server notices, or not. */
  void killClient(boolean noticed) {
    kill(client, noticed);
  }

  private void kill(End end, boolean noticed) {
    lock.lock();
    try {
      end.dead = true;
      if (noticed) {
        end.peer().broken = true;
      } else {
        end.peer().losing = true;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The client's side. */
  Connector.ServerConnection forClient() {
    return new Connector.ServerConnection() {
      @Override
      public InputStream in() {
        return client.in();
      }

      @Override
      public OutputStream out() {
        return client.out();
      }

      @Override
      public void loggedIn() {
        // There are no deadlines.
      }

      @Override
      public Optional<String> shutBecause() {
        return Optional.empty();
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  InputStream serverIn() {
    return server.in();
  }

  OutputStream serverOut() {
    return server.out();
  }

  /** Ends it at the server. */
  Closeable serverEnd() {
    return server::close;
  }

  /** What both ends read, frame by frame. */
  String conversation() {
    lock.lock();
    try {
      return "server read"
          + frames(server.heard.toByteArray())
          + "; client read"
          + frames(client.heard.toByteArray());
    } finally {
      lock.unlock();
    }
  }

  private static String frames(byte[] bytes) {
    StringBuilder frames = new StringBuilder();
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.remaining() >= 9) {
      int next = left.position() + 4 + left.getInt(left.position());
      int type = left.get(left.position() + 4);
      frames.append(String.format(" %02x#%d", type, left.getInt(left.position() + 5)));
      left.position(Math.min(next, left.limit()));
    }
    return frames.toString();
  }

  /** Every receipt that the client's program read. */
  List<Receipt> receipts() {
    byte[] bytes;
    lock.lock();
    try {
      bytes = client.heard.toByteArray();
    } finally {
      lock.unlock();
    }
    List<Receipt> receipts = new ArrayList<>();
    FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes));
    reader.loggedIn();
    FrameHandler handler =
        new UnexpectedFrames() {
          @Override
          public void receipt(Frame.Receipt frame) {
            receipts.add(frame.receipt());
          }
        };
    while (readsOne(reader, handler)) {
      // the handler has it
    }
    return receipts;
  }

  private static boolean readsOne(FrameReader reader, FrameHandler handler) {
    try {
      return reader.next(handler);
    } catch (WireException e) {
      return true; // another frame
    } catch (IOException e) {
      return false; // it broke within a frame
    }
  }
}
