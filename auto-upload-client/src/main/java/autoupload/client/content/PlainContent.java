package autoupload.client.content;

import autoupload.client.journal.Sent;
import autoupload.client.scan.ContentReader;
import autoupload.client.scan.SettledFile;
import autoupload.client.scan.SourceReader;
import autoupload.upload.UploadOffer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Content of a file as it is. */
public final class PlainContent extends Content {
  private final Function<Instant, List<byte[]>> knownBefore;
  private Optional<Instant> changed = Optional.empty();

  /**
   * @param knownBefore gives the SHA-256 digests of its first chunks as far as they were known when
   *     it had that change time; asked only if the server has a part of the file, or all of it
   */
  public PlainContent(SettledFile file, Function<Instant, List<byte[]>> knownBefore) {
    super(file);
    this.knownBefore = knownBefore;
  }

  @Override
  public UploadOffer offer() {
    return file().offer();
  }

  /** What is known of its chunks counts only as long as nobody changes it. */
  @Override
  public ContentReader open() throws IOException {
    SourceReader source = SourceReader.open(file());
    if (!source.changed().equals(changed)) {
      changed = source.changed();
      resetChunks(List.of());
    }
    return source;
  }

  @Override
  public List<byte[]> knownChunks() {
    if (super.knownChunks().isEmpty()) {
      resetChunks(changed.map(knownBefore).orElse(List.of()));
    }
    return super.knownChunks();
  }

  @Override
  public Optional<Sent> prove() throws IOException {
    try (ContentReader source = open()) {
      Sent sent = Sent.plain(file(), source.digestOfAll(knownChunks()));
      source.checkUnchanged();
      remember(source.chunks());
      return Optional.of(sent);
    }
  }

  @Override
  public boolean isPlain() {
    return true;
  }
}
