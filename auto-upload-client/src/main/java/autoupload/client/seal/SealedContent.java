package autoupload.client.seal;

import autoupload.age.AgeFile;
import autoupload.client.content.Content;
import autoupload.client.journal.Sent;
import autoupload.client.scan.ContentReader;
import autoupload.client.scan.SettledFile;
import autoupload.client.scan.SourceReader;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** Content of a file in its sealed form. */
final class SealedContent extends Content {
  private final UploadName name;
  private final Seals seals;
  private final Supplier<Recipients> recipients;
  private byte[] preamble = new byte[0];

  /**
   * @param recipients asked once there is a connection
   * @throws IllegalArgumentException if the sealed file's name would be none
   */
  SealedContent(SettledFile file, Seals seals, Supplier<Recipients> recipients) {
    super(file);
    this.name = new UploadName(file.name().value() + AgeFile.SUFFIX);
    this.seals = seals;
    this.recipients = recipients;
  }

  @Override
  public UploadOffer offer() {
    return new UploadOffer(
        name, recipients.get().sealedSize(file().identity().size()), file().identity().modified());
  }

  @Override
  public ContentReader open() throws IOException {
    Optional<Instant> changed = SourceReader.changeTime(file());
    SealSubject subject = subject(changed);
    KeptSeal kept = seals.find(subject).orElseGet(() -> seals.create(subject, recipients.get()));
    return open(changed, kept);
  }

  /** Where the change time cannot be told, the digests on record do alone. */
  private SealSubject subject(Optional<Instant> changed) {
    return SealSubject.of(file(), changed.orElse(Instant.EPOCH), recipients.get());
  }

  private SealedReader open(Optional<Instant> changed, KeptSeal kept) throws IOException {
    byte[] now = kept.seal().preamble();
    boolean same = Arrays.equals(now, preamble);
    if (!same || kept.chunks().size() > knownChunks().size()) {
      resetChunks(kept.chunks());
    }
    preamble = now;
    return SealedReader.open(file(), changed, offer(), kept);
  }

  /**
   * What the server has can only be this if all of it was sealed already, under the seal that is
   * still here: then it is sealed once more, and compared.
   */
  @Override
  public Optional<Sent> prove() throws IOException {
    Optional<Instant> changed = SourceReader.changeTime(file());
    Optional<KeptSeal> found = seals.find(subject(changed));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (SealedReader sealed = open(changed, found.get())) {
      if (!sealed.canGoOnAt(offer().size())) {
        return Optional.empty();
      }
      Sent sent =
          new Sent(offer().size(), sealed.digestOfAll(knownChunks()), sealed.sourceDigest());
      sealed.checkUnchanged();
      remember(sealed.chunks());
      return Optional.of(sent);
    }
  }

  /** Whatever it becomes, it is sealed anew: two contents under one seal reveal each other. */
  @Override
  public void giveUp() {
    seals.destroy(file().name().value());
  }
}
