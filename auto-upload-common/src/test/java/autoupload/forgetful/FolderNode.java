package autoupload.forgetful;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Folder with two states: the names that programs see, and those that are durable; between the two
 * are changes, in order, of which the disk has the first ones when the power goes.
 */
final class FolderNode extends Node {
  /** Assignment of a name in a folder to another node, or to none. */
  record Effect(FolderNode folder, String name, Optional<Node> node) {}

  /** Atomic change, which happens at once or not at all; a renaming has two effects. */
  private static final class Change {
    private final List<Effect> effects;
    private boolean doomed;

    Change(List<Effect> effects) {
      this.effects = new ArrayList<>(effects);
    }
  }

  private Map<String, Node> seen = new TreeMap<>();
  private final Map<String, Node> durable = new HashMap<>();
  private List<Change> unforced = new ArrayList<>();

  FolderNode(long number, Instant now) {
    super(number, now);
  }

  /** What programs see. */
  Map<String, Node> names() {
    return seen;
  }

  /** What has a name here, or had one that a power cut may bring back. */
  Set<Node> everNamed() {
    Set<Node> found = new HashSet<>(seen.values());
    found.addAll(durable.values());
    unforced.forEach(change -> change.effects.forEach(e -> e.node().ifPresent(found::add)));
    return found;
  }

  /** Changes names, in one or two folders, at once. */
  static void change(Instant now, Effect... effects) {
    Change change = new Change(List.of(effects));
    for (Effect effect : effects) {
      Optional.ofNullable(effect.folder().seen.get(effect.name()))
          .ifPresent(node -> node.link(-1, now));
      effect.node().ifPresent(node -> node.link(1, now));
      set(effect.folder().seen, effect);
      effect.folder().touch(now);
      if (!effect.folder().unforced.contains(change)) {
        effect.folder().unforced.add(change);
      }
    }
  }

  private static void set(Map<String, Node> names, Effect effect) {
    if (effect.node().isPresent()) {
      names.put(effect.name(), effect.node().get());
    } else {
      names.remove(effect.name());
    }
  }

  @Override
  void force() {
    force(unforced.size());
  }

  private void force(int count) {
    List<Change> forced = List.copyOf(unforced.subList(0, count));
    unforced.removeIf(change -> forced.contains(change) && !change.doomed);
    forced.stream().filter(change -> !change.doomed).forEach(FolderNode::force);
  }

  private static void force(Change change) {
    for (Effect effect : change.effects) {
      int before = effect.folder().unforced.indexOf(change);
      if (before >= 0) { // the other folder of a renaming, up to there
        effect.folder().force(before);
        effect.folder().unforced.remove(change);
      }
      effect.folder().supersede(effect.name());
      set(effect.folder().durable, effect);
    }
  }

  /** What was given up earlier does not come back over what the disk has of this name since. */
  private void supersede(String name) {
    unforced.stream()
        .filter(change -> change.doomed)
        .forEach(
            change ->
                change.effects.removeIf(
                    effect -> effect.folder() == this && effect.name().equals(name)));
  }

  @Override
  void failForce() {
    unforced.forEach(change -> change.doomed = true);
  }

  @Override
  void lose(RandomGenerator random) {
    unforced.forEach(change -> change.doomed &= random.nextBoolean());
    force(random.nextInt(unforced.size() + 1));
    // what another folder's renaming still brings comes before settle()
  }

  @Override
  void settle() {
    super.settle();
    unforced = new ArrayList<>();
    seen = new TreeMap<>(durable);
  }

  void countNames() {
    seen.values().forEach(Node::countName);
  }
}
