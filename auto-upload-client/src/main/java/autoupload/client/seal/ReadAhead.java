package autoupload.client.seal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Read-ahead of another stream in a thread of its own, a few blocks ahead, so that a file is sealed
 * beside being sent. The thread is started by the first read, and is over once this is closed; it
 * is never interrupted, since that would close the files it works with.
 */
final class ReadAhead extends InputStream {
  private static final int BLOCK = 512 << 10;
  private static final int BLOCKS = 3;

  /** What was read; the end if there is none of it. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  private record Block(byte[] bytes, int length) {}

  private static final Block STOP = new Block(new byte[0], 0);

  private final InputStream in;
  private final BlockingQueue<Block> free = new ArrayBlockingQueue<>(BLOCKS + 1);
  private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(BLOCKS + 1);
  private final Thread thread = new Thread(this::fillBlocks, "sealing");
  private Block block = STOP;
  private int next;
  private boolean started;
  private boolean ended;
  private volatile IOException failure;
  private volatile RuntimeException defect;

  /** Reads {@code in}, which is closed with this. */
  ReadAhead(InputStream in) {
    this.in = in;
    thread.setDaemon(true);
  }

  private void fillBlocks() {
    try {
      for (Block empty = free.take(); empty.bytes().length > 0; empty = free.take()) {
        int length = in.readNBytes(empty.bytes(), 0, BLOCK);
        full.add(new Block(empty.bytes(), length));
        if (length == 0) {
          return;
        }
      }
    } catch (IOException e) {
      failure = e;
      full.add(STOP);
    } catch (RuntimeException e) {
      defect = e;
      full.add(STOP);
    } catch (Error e) {
      defect = new IllegalStateException("sealing failed", e);
      full.add(STOP);
    } catch (InterruptedException e) {
      failure = new InterruptedIOException("interrupted");
      full.add(STOP);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (next == block.length() && !ended) {
      nextBlock();
    }
    if (ended) {
      return -1;
    }
    int count = Math.min(length, block.length() - next);
    System.arraycopy(block.bytes(), next, target, offset, count);
    next += count;
    return count;
  }

  private void nextBlock() throws IOException {
    if (!started) {
      started = true;
      for (int i = 0; i < BLOCKS; i++) {
        free.add(new Block(new byte[BLOCK], 0));
      }
      thread.start();
    } else {
      free.add(block);
    }
    try {
      block = full.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = true;
      throw new InterruptedIOException("interrupted");
    }
    next = 0;
    ended = block.length() == 0;
    if (failure != null && ended) {
      throw failure;
    }
    if (defect != null && ended) {
      throw defect;
    }
  }

  /** Waits until the thread is over, which takes no longer than one block. */
  @Override
  public void close() throws IOException {
    if (started) {
      free.clear();
      free.add(STOP);
      join();
    }
    in.close();
  }

  private void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
