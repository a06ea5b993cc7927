package autoupload.client.content;

import autoupload.client.journal.Sent;
import autoupload.client.scan.ContentReader;
import autoupload.client.scan.SourceReader;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Content that an earlier run brought to the server in a form that cannot be made once more, or
 * would not be made now. It is proven there, if the file here is still what it was made of; never
 * is a byte of it sent.
 */
public final class EarlierUpload extends Content {
  private final UploadName name;
  private final Sent sent;
  private final Content now;

  /**
   * @param name what it was offered as
   * @param sent what was sent then
   * @param now what is offered instead if the server has it no more, or the file changed
   */
  public EarlierUpload(UploadName name, Sent sent, Content now) {
    super(now.file());
    this.name = name;
    this.sent = sent;
    this.now = now;
  }

  @Override
  public UploadOffer offer() {
    return new UploadOffer(name, sent.size(), file().identity().modified());
  }

  @Override
  public ContentReader open() throws NotAsOffered {
    throw new NotAsOffered(now);
  }

  @Override
  public Optional<Sent> prove() throws IOException, NotAsOffered {
    try (SourceReader source = SourceReader.open(file())) {
      boolean same = source.digestOfAll(List.of()).equals(sent.source());
      source.checkUnchanged();
      if (!same) {
        throw new NotAsOffered(now);
      }
      return Optional.of(sent);
    }
  }
}
