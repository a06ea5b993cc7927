package autoupload.tests.simulation;

import autoupload.upload.ChunkHasher;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.UploadName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Invariants between the two ends, whatever happened. */
final class Promises {
  private static final int[] VARIANTS = {8, 16, 64};

  private final Map<String, byte[]> raw;
  private final Map<String, byte[]> stored;
  private final List<String> broken = new ArrayList<>();

  /**
   * @param raw what the store's disk has
   * @param stored what that is to its owner
   */
  Promises(Map<String, byte[]> raw, Map<String, byte[]> stored) {
    this.raw = raw;
    this.stored = stored;
  }

  /** What does not hold, in words. */
  List<String> broken() {
    return broken;
  }

  static ContentDigest digest(byte[] content) {
    ChunkHasher hasher = new ChunkHasher(ChunkPlan.forSize(content.length));
    while (!hasher.isComplete()) {
      hasher.update(content, (int) hasher.position(), (int) hasher.remainingInChunk());
      hasher.endChunk();
    }
    return hasher.digest();
  }

  /** What was receipted is stored. */
  void keepsEvery(Collection<Receipt> receipts) {
    for (Receipt receipt : receipts) {
      Optional<byte[]> kept = Optional.ofNullable(raw.get(receipt.storedName().value()));
      if (kept.filter(content -> digest(content).equals(receipt.digest())).isEmpty()) {
        broken.add("lost though receipted: " + receipt.storedName());
      }
    }
  }

  /** Where a content of a name is stored. */
  private List<String> places(String name, byte[] content) {
    List<String> places = new ArrayList<>();
    List<String> candidates = new ArrayList<>(List.of(name));
    String hex = digest(content).hex();
    for (int digits : VARIANTS) {
      candidates.add(new UploadName(name).withVariant(hex.substring(0, digits)).value());
    }
    for (String candidate : candidates) {
      if (stored.containsKey(candidate) && Arrays.equals(stored.get(candidate), content)) {
        places.add(candidate);
      }
    }
    return places;
  }

  /** What the client erased is stored. */
  void hasWhatIsGone(Map<String, byte[]> current, Set<String> present) {
    current.forEach(
        (name, content) -> {
          if (!present.contains(name) && places(name, content).isEmpty()) {
            broken.add("erased and not stored: " + name);
          }
        });
  }

  /** Sources are gone or as the user left them. */
  void leavesSourcesAlone(Map<String, byte[]> current, Map<String, byte[]> present) {
    present.forEach(
        (name, content) -> {
          if (!current.containsKey(name) || !Arrays.equals(current.get(name), content)) {
            broken.add("a source is not what its user left: " + name);
          }
        });
  }

  /** Everything the user has, or had until the client erased it, is stored. */
  void hasAll(Map<String, byte[]> current) {
    current.forEach(
        (name, content) -> {
          if (places(name, content).isEmpty()) {
            broken.add("not uploaded in the end: " + name);
          }
        });
  }

  /** Every stored file is a content that its name had once. */
  void hasNothingElse(Map<String, List<byte[]>> history) {
    Set<String> explained = new HashSet<>();
    history.forEach(
        (name, contents) -> contents.forEach(content -> explained.addAll(places(name, content))));
    stored.keySet().stream()
        .filter(name -> !explained.contains(name) && !wasPutBack(name, history))
        .forEach(name -> broken.add("stored, but never a file of the user: " + name));
  }

  /**
   * The client gives a file that it does not erase after all such a name beside a newer one; and
   * where the store cannot trust what it has of that name, it keeps the next one beside it.
   */
  private boolean wasPutBack(String name, Map<String, List<byte[]>> history) {
    byte[] content = stored.get(name);
    String hex = digest(content).hex();
    return Stream.concat(
            Stream.of(name),
            Arrays.stream(VARIANTS).mapToObj(digits -> without(name, hex.substring(0, digits))))
        .map(putBack -> without(putBack, "[0-9a-f]{8}"))
        .flatMap(original -> history.getOrDefault(original, List.of()).stream())
        .anyMatch(had -> Arrays.equals(had, content));
  }

  private static String without(String name, String variant) {
    return name.replaceFirst("~" + variant + "(?=([.][^./]*)?$)", "");
  }

  /** No content of a name is stored twice, nor beside a name that is free. */
  void hasNothingTwice(Map<String, List<byte[]>> history) {
    history.forEach(
        (name, contents) -> {
          for (byte[] content : contents) {
            List<String> places = places(name, content);
            if (places.size() > 1) {
              broken.add("stored twice: " + places);
            }
            if (!places.isEmpty() && !stored.containsKey(name)) {
              broken.add("stored beside nothing: " + places);
            }
          }
        });
  }
}
