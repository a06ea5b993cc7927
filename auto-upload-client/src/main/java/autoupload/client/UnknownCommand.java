package autoupload.client;

import autoupload.operator.OperatorError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Error for a first word that is no command; it may be a secret, so it is not repeated. */
@Command(name = "client")
final class UnknownCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw OperatorError.usage(
        "unknown command: there are keygen, decrypt, config check and help; without one it uploads,"
            + " and all arguments begin with an option, such as -s HOST");
  }
}
