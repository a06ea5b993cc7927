package autoupload.client.send;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.content.PlainContent;
import autoupload.client.scripted.ClientConnection;
import autoupload.client.scripted.Upload;
import autoupload.upload.ContentDigest;
import autoupload.wire.Frame;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumeTest extends ScriptedTest {
  /** Offers the one file, and gives what is sent when the server asks so. */
  private Upload resume(long offset, Optional<ContentDigest> held) throws Exception {
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.send(new Frame.Send(offer.id(), offset, held));
      Upload upload = connection.upload();
      connection.confirm(offer, upload.digest());
      finish(client);
      return upload;
    }
  }

  private static void assertSentFrom(int offset, byte[] content, Upload upload) {
    assertThat(upload.offset()).isEqualTo(offset);
    assertThat(upload.bytes()).isEqualTo(Arrays.copyOfRange(content, offset, content.length));
    assertThat(upload.digest()).isEqualTo(Sender.digest(content));
  }

  @Test
  void goesOnWhereTheServersPrefixEnds() throws Exception {
    byte[] content = sender.add("a", 2 * CHUNK + 5);

    Upload upload = resume(CHUNK + 1000, held(content, 1));

    assertSentFrom(CHUNK + 1000, content, upload);
    assertThat(upload.chunks()).extracting(Frame.Chunk::index).containsExactly(1, 2);
    assertThat(sender.recorded.events()).contains("confirmed: a");
    assertThat(sender.recorded.progress("a")).isEqualTo(content.length);
  }

  @Test
  void goesOnAtTheEndOfAChunk() throws Exception {
    byte[] content = sender.add("a", 2 * CHUNK + 5);

    Upload upload = resume(CHUNK, held(content, 1));

    assertSentFrom(CHUNK, content, upload);
    assertThat(upload.chunks()).extracting(Frame.Chunk::index).containsExactly(1, 2);
  }

  @Test
  void goesOnWithinTheFirstChunkWhichNoDigestCovers() throws Exception {
    byte[] content = sender.add("a", 1000);

    assertSentFrom(400, content, resume(400, Optional.empty()));
  }

  @Test
  void theChunkWhoseEndWasLostOnTheWayIsDueFirst() throws Exception {
    byte[] content = sender.add("a", 2 * CHUNK);

    Upload upload = resume(CHUNK, Optional.empty());

    assertSentFrom(CHUNK, content, upload);
    assertThat(upload.chunks()).extracting(Frame.Chunk::index).containsExactly(0, 1);
    assertThat(upload.chunks().get(0).digest().hash()).isEqualTo(Sender.chunks(content).get(0));
  }

  @Test
  void soIsTheLastOne() throws Exception {
    byte[] content = sender.add("a", 2 * CHUNK);

    Upload upload = resume(2 * CHUNK, held(content, 1));

    assertSentFrom(2 * CHUNK, content, upload);
    assertThat(upload.chunks()).extracting(Frame.Chunk::index).containsExactly(1);
  }

  @Test
  void aFileTheServerHasInFullIsOnlyEnded() throws Exception {
    byte[] content = sender.add("a", 2 * CHUNK);

    Upload upload = resume(2 * CHUNK, held(content, 2));

    assertSentFrom(2 * CHUNK, content, upload);
    assertThat(upload.chunks()).isEmpty();
  }

  /** Offsets are relative to 2 chunks; of the file, so many chunks are in {@code held}. */
  @ParameterizedTest
  @CsvSource({
    "-1000, 0", // too few
    "-1000, 2", // too many
    "0, 0",
    "0, 3",
    "6, 2", // beyond the file
    "9223372036800000000, 3",
    "-16777216, 1", // nothing is held, says the offset
  })
  void aPrefixThatCannotBeIsNotGoneOnWith(long offset, int heldChunks) throws Exception {
    byte[] content = sender.content("a", 2 * CHUNK + 5);
    Files.write(folder.resolve("a"), content);
    sender.queue.add(new PlainContent(sender.settled("a"), changed -> Sender.chunks(content)));

    Upload upload =
        resume(2 * CHUNK + offset, heldChunks == 0 ? Optional.empty() : held(content, heldChunks));

    assertSentFrom(0, content, upload);
    assertThat(upload.chunks()).hasSize(3);
  }

  @Test
  void aPrefixOfOtherBytesIsNotGoneOnWith() throws Exception {
    byte[] content = sender.add("a", 2 * CHUNK + 5);

    assertSentFrom(0, content, resume(CHUNK + 1000, held(new byte[CHUNK], 1)));
  }

  @Test
  void chunksThatAreKnownAreNotReadAgain() throws Exception {
    byte[] content = sender.content("a", 2 * CHUNK + 5);
    byte[] other = content.clone();
    other[0]++; // read again, the first chunk would not come out as the known one
    Files.write(folder.resolve("a"), other);
    List<byte[]> known = Sender.chunks(content).subList(0, 2);
    sender.queue.add(new PlainContent(sender.settled("a"), changed -> known));

    assertSentFrom(CHUNK, content, resume(CHUNK, held(content, 1)));
  }
}
