package autoupload.tests.bench;

import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import autoupload.wire.DataBytes;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.UnexpectedFrames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Benchmark of the frames of one small file, and of one block of a large one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameCodecBenchmark {
  private static final int BLOCK = 256 << 10;

  private final UploadName name = new UploadName("2024-02/clip-000017.mp4");
  private final ContentDigest digest = ContentDigest.of(1, new byte[ContentDigest.HASH_BYTES]);
  private final Frame.Offer offer =
      new Frame.Offer(7, new UploadOffer(name, 20_000, Instant.ofEpochSecond(1_600_000_000)));
  private final Frame.Chunk chunk = new Frame.Chunk(7, 0, digest);
  private final Frame.End end = new Frame.End(7, digest);
  private final Frame.Receipt receipt = new Frame.Receipt(7, new Receipt(name, 20_000, digest));
  private final byte[] block = new byte[BLOCK];
  private final FrameWriter sink = new FrameWriter(OutputStream.nullOutputStream());
  private final byte[] small = written(offer, chunk, end, receipt);
  private final byte[] large = written();

  private byte[] written(Frame... frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(bytes);
    try {
      for (Frame frame : frames) {
        writer.write(frame);
      }
      if (frames.length == 0) {
        writer.data(7, block, 0, block.length);
      }
      writer.flush();
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail so", e);
    }
    return bytes.toByteArray();
  }

  /** OFFER, CHUNK, END and RECEIPT. */
  @Benchmark
  public void writeTheFramesOfOneFile() throws IOException {
    sink.write(offer);
    sink.write(chunk);
    sink.write(end);
    sink.write(receipt);
  }

  /** DATA of 256 KiB. */
  @Benchmark
  public void writeOneBlock() throws IOException {
    sink.data(7, block, 0, block.length);
  }

  @Benchmark
  public long readTheFramesOfOneFile() throws IOException {
    return read(small);
  }

  @Benchmark
  public long readOneBlock() throws IOException {
    return read(large);
  }

  private long read(byte[] bytes) throws IOException {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes));
    reader.loggedIn();
    Counting handler = new Counting(block);
    while (reader.next(handler)) {
      // counted
    }
    return handler.seen;
  }

  private static final class Counting extends UnexpectedFrames {
    private final byte[] block;
    private long seen;

    Counting(byte[] block) {
      this.block = block;
    }

    @Override
    public void offer(Frame.Offer frame) {
      seen += frame.offer().size();
    }

    @Override
    public void data(int id, DataBytes bytes) throws IOException {
      while (bytes.remaining() > 0) {
        seen += bytes.read(block, 0, block.length);
      }
    }

    @Override
    public void chunk(Frame.Chunk frame) {
      seen += frame.index();
    }

    @Override
    public void end(Frame.End frame) {
      seen += frame.id();
    }

    @Override
    public void receipt(Frame.Receipt frame) {
      seen += frame.id();
    }
  }
}
