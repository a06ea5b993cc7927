package autoupload.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Frame handler that takes every frame and remembers it. */
final class Heard {
  /** A DATA frame, held as a whole as only a test would. */
  record Data(int id, String hex) {}

  private final List<Object> frames = new ArrayList<>();

  /** What was heard, oldest first. */
  List<Object> frames() {
    return frames;
  }

  /** Each call of the handler has the frame as its one argument, except that for DATA. */
  FrameHandler handler() {
    return (FrameHandler)
        Proxy.newProxyInstance(
            FrameHandler.class.getClassLoader(),
            new Class<?>[] {FrameHandler.class},
            (proxy, method, arguments) -> {
              boolean isData = method.getName().equals("data");
              frames.add(
                  isData
                      ? new Data((Integer) arguments[0], read((DataBytes) arguments[1]))
                      : arguments[0]);
              return null;
            });
  }

  private static String read(DataBytes bytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] block = new byte[1000];
    while (bytes.remaining() > 0) {
      all.write(block, 0, bytes.read(block, 0, block.length));
    }
    return HexFormat.of().formatHex(all.toByteArray());
  }
}
