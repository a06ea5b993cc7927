package autoupload.server;

import autoupload.cli.ByteSize;
import autoupload.cli.CommandMain;
import autoupload.cli.ConfigurableCommand;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.server.log.LogFormat;
import autoupload.server.reload.SighupHandler;
import autoupload.server.storage.quota.MinFree;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command line of {@code server.jar}. */
@Command(
    name = "server",
    sortOptions = false,
    usageHelpAutoWidth = true,
    header = "Receives files over TLS and keeps them, a folder for each user.",
    description = {
      "",
      "Confirms a file to its sender only once it is complete, checked and forced to disk.",
      "Stops cleanly on SIGTERM and SIGINT; clients go on where they were.",
      "Certificate, key and password file are read again when they change, and on SIGHUP.",
      ""
    },
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Example, with a certificate from certbot:",
      "  auto-upload-server -p /etc/auto-upload/passwords \\",
      "    -c /etc/letsencrypt/live/files.example.org/fullchain.pem \\",
      "    -k /etc/letsencrypt/live/files.example.org/privkey.pem -f /srv/uploads"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:stopped by a signal",
      " 2:wrong usage or configuration",
      "70:a defect of this program",
      "74:this machine's disk failed",
      "75:not now: a folder, file, address or port is not there yet, or another server is at work"
          + " on the folder; --wait waits for it"
    })
public final class ServerCommand implements Callable<Integer>, ConfigurableCommand {
  @Option(
      names = {"-p", "--pwdfilename", "--pwdfile"},
      required = true,
      paramLabel = "FILE",
      description = "The password file, made with auto-upload-adduser. Read again when it changes.")
  private Path passwords;

  @Option(
      names = {"-c", "--certificatefilename", "--certificate"},
      required = true,
      paramLabel = "FILE",
      description = "The certificate with its chain, in PEM format (certbot: fullchain.pem).")
  private Path certificates;

  @Option(
      names = {"-k", "--privatekeyfilename", "--privatekey"},
      required = true,
      paramLabel = "FILE",
      description = "The certificate's private key, in PEM format (certbot: privkey.pem).")
  private Path key;

  @Option(
      names = {"-f", "--folder"},
      required = true,
      paramLabel = "FOLDER",
      description = "Where files are kept: FOLDER/USER/name.")
  private Path folder;

  @Option(
      names = "--require-mount",
      description =
          "Start only while FOLDER is on a disk mounted there or above it, at another place than "
              + "/, /home, /run, /tmp, /var and the like.")
  private boolean requireMount;

  @Option(
      names = "--port",
      defaultValue = "443",
      paramLabel = "PORT",
      description = "The TCP port to listen on; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "The local address to listen on. Default: all.")
  private Optional<String> bind = Optional.empty();

  @Option(
      names = "--min-free",
      paramLabel = "SIZE",
      converter = ByteSize.Converter.class,
      description =
          "Leave so much of the disk free, such as 500M or 2G; 0 for all of it. "
              + "Default: 1G, or 5 %% of the disk if that is less. Unless it is 0, the smaller of 10,000"
              + " and 5 %% of the inodes stay free too.")
  private Optional<ByteSize> minFree = Optional.empty();

  @Option(
      names = "--log-format",
      defaultValue = "TEXT",
      paramLabel = "FORMAT",
      description = "The log's lines: text, or json for one JSON object on each. Default: text.")
  private LogFormat logFormat;

  @Option(
      names = "--wait",
      description =
          "Wait for a folder, file, address or port that is not there yet, instead of ending "
              + "with 75.")
  private boolean wait;

  @Mixin private ConnectionOptions connections;

  private final AtomicReference<UploadServer> running = new AtomicReference<>();

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(CommandMain.run(ServerCommand.class, new ServerCommand(), args));
  }

  @Override
  public void check() {
    checkPortAndFolder();
    bindAddress();
    connections.limits();
  }

  private void checkPortAndFolder() {
    if (port < 0 || port > 65_535) {
      throw OperatorError.usage("--port must be between 0 and 65535");
    }
    if (Files.isRegularFile(folder)) {
      throw OperatorError.usage("-f: " + folder + " is a file: name the folder to keep files in");
    }
  }

  @Override
  public Integer call() {
    checkPortAndFolder();
    logFormat.use();
    Optional<InetAddress> address = bindAddress();
    ServerLimits limits = new ServerLimits(connections.limits(), new MinFree(minFree));
    UploadServer server = start(address, limits);
    SighupHandler.then(server::refresh);
    System.out.println(listening(server));
    server.serve();
    return ExitCode.OK.number();
  }

  private UploadServer start(Optional<InetAddress> address, ServerLimits limits) {
    Thread stop = new Thread(this::stop, "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      UploadServer server =
          UploadServer.start(
              passwords,
              certificates,
              key,
              new StorageFolder(folder, requireMount),
              address,
              port,
              limits,
              new StartWait(wait));
      running.set(server);
      return server;
    } catch (RuntimeException | Error e) {
      try {
        Runtime.getRuntime().removeShutdownHook(stop); // the exit code is another
      } catch (IllegalStateException ending) {
        e.addSuppressed(ending); // a signal was quicker
      }
      throw e;
    }
  }

  /**
   * A JVM ends with 143 on SIGTERM whatever main returns; halting at the end of the hook makes a
   * clean stop a 0, also of one that still waits to start.
   */
  private void stop() {
    UploadServer server = running.get();
    if (server != null) {
      server.close();
    }
    Runtime.getRuntime().halt(ExitCode.OK.number());
  }

  private Optional<InetAddress> bindAddress() {
    return bind.map(
        text -> {
          try {
            if (text.isBlank()) { // which Java takes for the loopback address
              throw new UnknownHostException(text);
            }
            return InetAddress.getByName(text);
          } catch (UnknownHostException e) {
            throw OperatorError.usage("--bind: '" + text + "' is no address of a machine");
          }
        });
  }

  private String listening(UploadServer server) {
    InetSocketAddress address = server.address();
    String host = address.getAddress().getHostAddress();
    return "auto-upload server listening on "
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + address.getPort()
        + ", folder "
        + folder.toAbsolutePath().normalize()
        + ", "
        + (server.users() == 1 ? "1 user" : server.users() + " users");
  }
}
