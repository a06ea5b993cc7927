package autoupload.client.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Parser of the outermost boxes of an MP4 or QuickTime file (ISO/IEC 14496-12, 4.2) that tells
 * whether its recording came to an end: there is media data ({@code mdat}) and an index to it
 * ({@code moov}, anywhere, or in fragmented files a {@code moof} before each {@code mdat}), and no
 * box reaches beyond the end of the file. Reads 16 bytes for each box and nothing else.
 *
 * <p>Between two fragments a fragmented file looks as it will look when it is finished.
 */
final class Mp4Recording {
  /** State of a recording. */
  enum RecordingState {
    FINISHED,
    UNFINISHED,
    /** Empty, or too short for a single box: a recording that has just begun, or never did. */
    NOT_BEGUN,
    /** Not for us to say: it does not begin as such a file, or has too many boxes. */
    UNKNOWN
  }

  private static final Set<String> EXTENSIONS =
      Set.of("mp4", "mov", "m4v", "m4a", "3gp", "insv", "lrv");

  /** What such a file may begin with. */
  private static final Set<String> FIRST_BOXES =
      Set.of(
          "ftyp", "styp", "moov", "mdat", "moof", "sidx", "free", "skip", "wide", "pnot", "uuid");

  /** A day in fragments of one second has fewer. */
  private static final int MOST_BOXES = 200_000;

  private static final int SHORT_HEADER = 8;
  private static final int LONG_HEADER = 16;

  private final FileChannel channel;
  private final long size;
  private final ByteBuffer header = ByteBuffer.allocate(LONG_HEADER);
  private long position;

  private boolean hasData;
  private boolean hasIndex;

  /** A {@code moof} was seen whose {@code mdat} was not. */
  private boolean owesData;

  private Mp4Recording(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  /** Whether the file's name is that of a recording this class knows about. */
  static boolean isNamedLikeOne(Path file) {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return EXTENSIONS.contains(extension);
  }

  /**
   * Looks at the file as it is now.
   *
   * @throws IOException if it cannot be read
   */
  static RecordingState stateOf(SettledFile file) throws IOException {
    try (FileChannel channel = SourceReader.openChannel(file)) {
      return stateOf(channel);
    }
  }

  static RecordingState stateOf(FileChannel channel) throws IOException {
    return new Mp4Recording(channel).state();
  }

  private RecordingState state() throws IOException {
    for (int box = 0; box < MOST_BOXES; box++) {
      if (position == size && box > 0) {
        return stateOfWhatWasSeen();
      }
      readHeader();
      if (header.remaining() < SHORT_HEADER) {
        return box == 0 ? RecordingState.NOT_BEGUN : RecordingState.UNFINISHED;
      }
      String type = type();
      if (box == 0 && !(FIRST_BOXES.contains(type) && isHeader())) {
        return RecordingState.UNKNOWN;
      }
      if (!isHeader()) {
        // Some cameras append data of their own that is no box. Whether it is whole only they know.
        return stateOfWhatWasSeen();
      }
      long length = boxLength();
      if (Long.compareUnsigned(length, size - position) > 0) {
        return RecordingState.UNFINISHED;
      }
      note(type);
      position += length;
    }
    return RecordingState.UNKNOWN;
  }

  private RecordingState stateOfWhatWasSeen() {
    return hasData && hasIndex && !owesData ? RecordingState.FINISHED : RecordingState.UNFINISHED;
  }

  /** Reads what is there of a header, which is less only at the end of the file. */
  private void readHeader() throws IOException {
    header.clear();
    while (header.hasRemaining() && channel.read(header, position + header.position()) > 0) {
      // on until it is full
    }
    header.flip();
  }

  private String type() {
    return StandardCharsets.ISO_8859_1.decode(header.slice(4, 4)).toString();
  }

  /** Whether the bytes can be a header at all: a type in letters and a size no smaller than it. */
  private boolean isHeader() {
    int shortSize = header.getInt(0);
    boolean sizeFits = shortSize < 0 || shortSize >= SHORT_HEADER || shortSize <= 1;
    return sizeFits && type().chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '©');
  }

  /** The length of the box with its header, unsigned; the greatest where the header is cut off. */
  private long boxLength() {
    int shortSize = header.getInt(0);
    if (shortSize == 0) { // to the end of the file
      return size - position;
    }
    if (shortSize != 1) {
      return Integer.toUnsignedLong(shortSize);
    }
    long longSize = header.remaining() < LONG_HEADER ? 0 : header.getLong(SHORT_HEADER);
    return Long.compareUnsigned(longSize, LONG_HEADER) < 0 ? -1 : longSize;
  }

  private void note(String type) {
    switch (type) {
      case "moov" -> hasIndex = true;
      case "moof" -> {
        hasIndex = true;
        owesData = true;
      }
      case "mdat" -> {
        hasData = true;
        owesData = false;
      }
      default -> {
        // says nothing about the end
      }
    }
  }
}
