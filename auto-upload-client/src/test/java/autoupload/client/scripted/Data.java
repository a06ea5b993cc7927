package autoupload.client.scripted;

/** DATA frame, held as a whole. */
public final class Data {
  private final int id;
  private final byte[] bytes;

  Data(int id, byte[] bytes) {
    this.id = id;
    this.bytes = bytes;
  }

  int id() {
    return id;
  }

  /** How many bytes it carried. */
  public int length() {
    return bytes.length;
  }

  byte[] bytes() {
    return bytes;
  }
}
