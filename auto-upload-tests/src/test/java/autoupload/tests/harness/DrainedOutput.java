package autoupload.tests.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Output stream of a process, read as it comes, so that the process never waits for the test. */
final class DrainedOutput {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<String> lines = new ArrayList<>();
  private final Thread thread;

  private DrainedOutput(InputStream stream, Path copy) {
    thread = new Thread(() -> drain(stream, copy), "drain");
  }

  /**
   * @param copy a new file for what comes
   */
  static DrainedOutput of(InputStream stream, Path copy) {
    DrainedOutput output = new DrainedOutput(stream, copy);
    output.thread.setDaemon(true);
    output.thread.start();
    return output;
  }

  private void drain(InputStream stream, Path copy) {
    try (BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        BufferedWriter writer = Files.newBufferedWriter(copy)) {
      String line = reader.readLine();
      while (line != null) {
        writer.write(line + "\n");
        writer.flush(); // this JVM may end before the process does
        add(line);
        line = reader.readLine();
      }
    } catch (IOException e) {
      add("(the output broke off: " + e.getMessage() + ")");
    }
  }

  private void add(String line) {
    lock.lock();
    try {
      lines.add(line);
    } finally {
      lock.unlock();
    }
  }

  /** A copy of the lines so far. */
  List<String> lines() {
    lock.lock();
    try {
      return List.copyOf(lines);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the last process that could write to it is gone, and gives up after a while. */
  void awaitEnd() {
    try {
      thread.join(RunningCommand.PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
