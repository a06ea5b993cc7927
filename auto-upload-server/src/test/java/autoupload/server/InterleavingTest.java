package autoupload.server;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.upload.ContentDigest;
import autoupload.wire.Frame;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Concurrent offers, hundreds at once, in any order, some of them damaged: each gets its one
 * answer.
 */
class InterleavingTest {
  private static final int OFFERS = 600;
  private static final ContentDigest WRONG = ContentDigest.of(1, new byte[32]);

  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(longs = {1, 20, 300})
  void everyOfferGetsExactlyOneAnswerAndEveryReceiptIsTrue(long seed) throws Exception {
    try (TestServer server = TestServer.start(dir, "alice");
        RawClient client = server.login("alice")) {
      Map<Integer, Frame> answers = new Play(client, new Random(seed)).run();

      assertThat(answers).hasSize(OFFERS);
      assertThat(answers.values()).anyMatch(Frame.Refused.class::isInstance);
      int receipts = 0;
      for (Frame answer : answers.values()) {
        if (answer instanceof Frame.Receipt receipt) {
          Path stored = server.stored("alice", receipt.receipt().storedName().value());
          assertThat(Files.readAllBytes(stored)).isEqualTo(content(receipt.id()).bytes());
          receipts++;
        }
      }
      assertThat(receipts).isPositive();
    }
  }

  /** A third of the names come again and again, with one of two contents. */
  private static String name(int id) {
    return id % 3 == 0 ? "again" + id % 30 : "file" + id;
  }

  private static Content content(int id) {
    return Content.of(id % 3 == 0 ? id % 60 : id, id % 7 == 0 && id % 3 != 0 ? 0 : 500);
  }

  /** Random client: each step is drawn by chance from those possible. */
  private static final class Play {
    private final RawClient client;
    private final Random dice;
    private final BlockingQueue<Frame> received = new LinkedBlockingQueue<>();
    private final Map<Integer, Frame> answers = new HashMap<>();
    private final Set<String> openNames = new HashSet<>();
    private final List<Frame> questions = new ArrayList<>();

    /** What is still to be sent of the file that began. */
    private final Deque<Step> rest = new ArrayDeque<>();

    private int offered;

    @FunctionalInterface
    private interface Step {
      void take() throws IOException;
    }

    Play(RawClient client, Random dice) {
      this.client = client;
      this.dice = dice;
    }

    Map<Integer, Frame> run() throws Exception {
      Thread reader = new Thread(this::readAll, "reader");
      reader.start();
      while (answers.size() < OFFERS) {
        List<Step> steps = steps();
        if (steps.isEmpty()) {
          Frame frame = received.poll(60, TimeUnit.SECONDS);
          assertThat(frame).as("an answer or a question, with %s", answers.size()).isNotNull();
          note(frame);
        } else {
          steps.get(dice.nextInt(steps.size())).take();
        }
        for (Frame frame = received.poll(); frame != null; frame = received.poll()) {
          note(frame);
        }
      }
      client.sync(); // nothing follows but the PONG
      return answers;
    }

    /** Reads exactly as many frames as there must be, so that one too many is found. */
    private void readAll() {
      try {
        int answered = 0;
        while (answered < OFFERS) {
          Optional<Frame> frame = client.read();
          if (frame.isEmpty()) {
            return;
          }
          boolean answer =
              frame.get() instanceof Frame.Receipt || frame.get() instanceof Frame.Refused;
          answered += answer ? 1 : 0;
          received.add(frame.get());
        }
      } catch (IOException e) {
        throw new AssertionError("the server ended the connection", e);
      }
    }

    private List<Step> steps() {
      List<Step> steps = new ArrayList<>();
      String next = name(offered + 1);
      boolean room = offered - answers.size() < WireLimits.OFFERS_AHEAD;
      if (offered < OFFERS && room && !openNames.contains(next)) {
        steps.add(this::offer);
      }
      if (!rest.isEmpty()) {
        steps.add(() -> rest.poll().take());
      } else if (!questions.isEmpty()) {
        steps.add(this::answerOne);
      }
      return steps;
    }

    private void offer() throws IOException {
      int id = ++offered;
      openNames.add(name(id));
      client.send(RawClient.offer(id, name(id), content(id).size()));
      if (dice.nextInt(20) == 0) {
        client.send(new Frame.Abort(id));
      }
    }

    private void answerOne() throws IOException {
      Frame question = questions.remove(dice.nextInt(questions.size()));
      if (question instanceof Frame.Prove prove) {
        boolean right = dice.nextInt(4) > 0;
        client.send(new Frame.Proof(prove.id(), right ? content(prove.id()).digest() : WRONG));
        if (dice.nextInt(8) == 0) {
          client.send(new Frame.Abort(prove.id()));
        }
      } else if (question instanceof Frame.Send send) {
        plan(send);
      }
    }

    private void plan(Frame.Send asked) {
      int id = asked.id();
      Content content = content(id);
      int fate = dice.nextInt(12);
      int from = (int) asked.offset();
      int half = (from + content.size()) / 2;
      rest.add(() -> client.send(new Frame.Begin(id, from)));
      rest.add(() -> data(id, content, from, half));
      if (fate == 0) {
        rest.add(() -> client.send(new Frame.Abort(id)));
      }
      rest.add(() -> data(id, content, half, content.size()));
      ContentDigest chunk = fate == 1 ? WRONG : content.chunkDigest(0);
      if (asked.held().isEmpty()) {
        rest.add(() -> client.send(new Frame.Chunk(id, 0, chunk)));
      }
      rest.add(() -> client.send(new Frame.End(id, fate == 2 ? WRONG : content.digest())));
    }

    private void data(int id, Content content, int from, int to) throws IOException {
      if (to > from) {
        client.data(id, content.bytes(), from, to - from);
      }
    }

    private void note(Frame frame) {
      if (frame instanceof Frame.Receipt receipt) {
        end(receipt.id(), frame);
      } else if (frame instanceof Frame.Refused refused) {
        end(refused.id(), frame);
      } else if (frame instanceof Frame.Send send) {
        ask(send.id(), frame);
      } else if (frame instanceof Frame.Prove prove) {
        ask(prove.id(), frame);
      } else if (frame instanceof Frame.Durable durable) {
        assertThat(answers).as("no DURABLE after the answer").doesNotContainKey(durable.id());
      } else {
        throw new AssertionError("unexpected " + frame);
      }
    }

    private void ask(int id, Frame frame) {
      assertThat(answers).as("nothing follows an answer").doesNotContainKey(id);
      questions.add(frame);
    }

    private void end(int id, Frame frame) {
      assertThat(answers.put(id, frame)).as("one answer for %s", id).isNull();
      openNames.remove(name(id));
      questions.removeIf(q -> idOf(q) == id);
    }

    private static int idOf(Frame question) {
      return question instanceof Frame.Send send ? send.id() : ((Frame.Prove) question).id();
    }
  }
}
