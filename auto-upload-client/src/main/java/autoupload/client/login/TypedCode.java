package autoupload.client.login;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** One-time code that a person reads off and types, asked for whenever one is needed. */
public final class TypedCode implements CodeSource {
  private final Supplier<String> question;
  private Optional<String> typed = Optional.empty();

  /** Asks with {@code question}. */
  public TypedCode(Supplier<String> question) {
    this.question = question;
  }

  @Override
  public void prepare() {
    if (typed.isEmpty()) {
      typed = Optional.of(question.get());
    }
  }

  @Override
  public boolean isReady() {
    return typed.isPresent();
  }

  /** Each is given out once: the server takes none twice. */
  @Override
  public String code(Instant serverTime) {
    String code = typed.orElse("");
    typed = Optional.empty();
    return code;
  }
}
