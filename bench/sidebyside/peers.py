"""The other tools, each with its server, and Auto Upload."""

import getpass
import os
import shutil

from . import folders, measure
from .site import free_port, program

SUITE = "TLS_AES_128_GCM_SHA256"


class Peer:
    """A tool. Its servers run from start() until the site stops them."""

    name = ""
    note = ""
    # Uploads before the first that counts.
    warm_ups = 1

    def __init__(self, site):
        self.site = site
        self.servers = []
        self.port = 0
        self.store = ""

    def start(self, store, via=lambda port: port):
        """Starts the servers; `via` is given the port clients reach, and gives the one to use."""
        self.store = store
        self.port = via(self._serve())

    def _serve(self):
        raise NotImplementedError

    def command(self, source):
        """What uploads the folder."""
        raise NotImplementedError

    def upload(self, source):
        """Uploads the folder, and gives what that cost."""
        return measure.run(self.command(source), self.servers, self.site.log)

    def landed(self):
        """Where files arrive."""
        return self.store

    def check(self, expected):
        """Throws unless what arrived has these digests."""
        folders.check_same(expected, self.landed(), self.name)

    def forget(self):
        """Called when what arrived was removed again."""


class JavaJar(Peer):
    """Ours, by java -jar. Each round is another device, that never was there."""

    name = "Auto Upload, java -jar"
    note = "SHA-256 at both ends, fsync"
    # A server is up for weeks, and a JVM's first minute is its slowest. The client is always new.
    warm_ups = 3

    def __init__(self, site, server_flags=(), server_options=(), client_flags=()):
        super().__init__(site)
        self._server_flags = server_flags
        self._server_options = server_options
        self._client_flags = client_flags
        self._device = 0

    def _serve(self):
        site = self.site
        password = site.write("password", "correct horse battery staple\n")
        passwords = site.path("passwords")
        if not os.path.exists(passwords):
            site.quietly(site.java, "-jar", site.jars["adduser"], "-u", "bench",
                         "--password-file", password, "-f", passwords,
                         "--identity", site.path("identity"))
        port = free_port()
        self.servers = [
            site.start(*self._launch("server", self._server_flags), "-p", passwords, "-c", site.path("fullchain.pem"),
                       "-k", site.path("privkey.pem"), "-f", self.store, "--bind", "127.0.0.1",
                       "--port", str(port), *self._server_options, port=port)
        ]
        return port

    def _launch(self, command, flags):
        return [self.site.java, *flags, "-jar", self.site.jars[command]]

    def command(self, source):
        site = self.site
        state = os.path.join(os.path.dirname(source), f"state-{self._device}")
        return [*self._launch("client", self._client_flags), "-s", "localhost", "--port",
                str(self.port), "--ca", site.path("ca.pem"), "-u", "bench",
                "--password-file", site.path("password"), "-f", source, "--settle", "0",
                "--give-up-waiting", "0", "--state", state, "-q"]

    def landed(self):
        return os.path.join(self.store, "bench")

    def forget(self):
        self._device += 1


class AutoUpload(JavaJar):
    """Ours, as it is installed: by its launchers, with their class archives."""

    name = "Auto Upload"

    def _launch(self, command, flags):
        launchers = self.site.install()
        changes = self.site.environment(flags).items() - os.environ.items()
        name = {"client": "auto-upload", "server": "auto-upload-server"}[command]
        return ["env", *(f"{key}={value}" for key, value in changes),
                os.path.join(launchers, name)]


class Sealed(AutoUpload):
    """Ours, with -e y."""

    name = "Auto Upload, -e y"
    note = "sealed on the device"

    def command(self, source):
        return super().command(source) + ["-e", "y"]

    def check(self, expected):
        site = self.site
        opened = site.folder("opened", "memory")
        site.quietly(site.java, "-jar", site.jars["client"], "decrypt", "-i",
                     site.path("identity"), "-o", opened, self.landed())
        folders.check_same(expected, opened, self.name)
        folders.empty(opened)


class Staying(AutoUpload):
    """Ours as a service: the client is up, and the folder to upload is moved to where it looks."""

    name = "Auto Upload, --every"
    note = "the client stays up; from its login to its summary"
    warm_ups = 4

    def __init__(self, site):
        super().__init__(site)
        self._client = 0
        self._watched = ""

    def upload(self, source):
        if not self._client:
            self._watched = os.path.join(os.path.dirname(source), "watched")
            os.mkdir(self._watched)
            once = super().command(self._watched)
            self._client = self.site.start(*once[:once.index("-q")], "--every", "1s")
        # links, since only names are new to it
        new = os.path.join(os.path.dirname(source), "new")
        shutil.copytree(source, new, copy_function=os.link)
        with open(self.site.log, encoding="utf-8", errors="replace") as log:
            log.seek(0, os.SEEK_END)
            os.rename(new, self._place(self._watched))
            measure.await_line(log, " login user=")
            cost = measure.Running([self._client], self.servers)
            measure.await_line(log, "uploaded ")
            cost = cost.so_far()
        shutil.rmtree(self._place(self._watched))
        return cost

    def _place(self, folder):
        return os.path.join(folder, f"round-{self._device}")

    def landed(self):
        return self._place(super().landed())


class Curl(Peer):
    """One file after the other over one connection."""

    name = "curl to nginx"
    note = "PUT, TLS 1.3; no digest, no fsync"
    options = ()

    def _serve(self):
        site = self.site
        port = free_port()
        files = os.path.join(self.store, "files")
        parts = os.path.join(self.store, "parts")
        os.makedirs(files, exist_ok=True)
        os.makedirs(parts, exist_ok=True)
        other = "".join(
            f"{kind}_temp_path {parts};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi")
        )
        owner = "user root;" if os.geteuid() == 0 else ""
        config = site.write(f"nginx-{port}.conf", f"""{owner}
            daemon off; worker_processes auto; pid {site.path(f'nginx-{port}.pid')};
            error_log {site.log};
            events {{ worker_connections 512; }}
            http {{
              access_log off; client_body_temp_path {parts}; {other}
              client_max_body_size 0; client_body_buffer_size 256k; keepalive_requests 1000000;
              ssl_protocols TLSv1.3; ssl_conf_command Ciphersuites {SUITE};
              ssl_certificate {site.path('fullchain.pem')};
              ssl_certificate_key {site.path('privkey.pem')};
              server {{
                listen 127.0.0.1:{port} ssl; root {files};
                dav_methods PUT; create_full_put_path on;
              }}
            }}""")
        self.servers = [site.start(program("nginx"), "-c", config, "-p", site.disk, port=port)]
        return port

    def command(self, source):
        lines = []
        for where, _, names in os.walk(source):
            for name in names:
                path = os.path.join(where, name)
                url = f"https://localhost:{self.port}/{os.path.relpath(path, source)}"
                lines.append(f'upload-file = "{path}"\nurl = "{url}"\n')
        config = self.site.write("curl.conf", "".join(lines))
        return ["curl", "-sS", "--fail", "--http1.1", "--tlsv1.3", "--tls13-ciphers", SUITE,
                "--cacert", self.site.path("ca.pem"), *self.options, "-K", config]

    def landed(self):
        return os.path.join(self.store, "files")


class VerifiedCurl(Curl):
    """curl with our promise: digests of both ends compared, and all of it forced to the disk."""

    name = "curl to nginx, verified and synced"
    note = "sha256sum at both ends, sync of files and folders"

    SCRIPT = """set -e
sums=$1 source=$2 landed=$3
shift 3
cd "$source" && find . -type f -print0 | xargs -0 sha256sum >"$sums"
"$@"
cd "$landed"
find . -type f -print0 | xargs -0 sync
find . -type d -print0 | xargs -0 sync
sha256sum --quiet -c "$sums"
"""

    def command(self, source):
        return ["sh", "-c", self.SCRIPT, "sh", self.site.path("sums"), source, self.landed(),
                *super().command(source)]


class ParallelCurl(Curl):
    """Sixteen files at a time, over as many connections."""

    name = "curl to nginx, 16 at once"
    options = ("-Z", "--parallel-max", "16")


class RsyncOverTls(Peer):
    """An rsync daemon behind stunnel."""

    name = "rsync over stunnel"
    note = "TLS 1.3, no fsync"

    def start(self, store, via=lambda port: port):
        super().start(store)
        site = self.site
        self.port = free_port()
        config = site.write(f"stunnel-{self.port}.conf", f"""foreground = yes
            pid =
            debug = err
            sslVersion = TLSv1.3
            ciphersuites = {SUITE}
            [client]
            client = yes
            accept = 127.0.0.1:{self.port}
            connect = 127.0.0.1:{via(self._tls_port)}
            verifyChain = yes
            CAfile = {site.path('ca.pem')}
            checkHost = localhost
            """)
        self.servers.append(site.start(program("stunnel4"), config, port=self.port))

    def _serve(self):
        site = self.site
        port = free_port()
        owner = "uid = root\ngid = root\n" if os.geteuid() == 0 else ""
        config = site.write(f"rsyncd-{port}.conf", f"""use chroot = no
            reverse lookup = no
            {owner}
            [files]
            path = {self.store}
            read only = no
            """)
        self.servers = [
            site.start("rsync", "--daemon", "--no-detach", "--config", config,
                       "--address", "127.0.0.1", "--port", str(port), port=port)
        ]
        self._tls_port = free_port()
        config = site.write(f"stunnel-{self._tls_port}.conf", f"""foreground = yes
            pid =
            debug = err
            sslVersion = TLSv1.3
            ciphersuites = {SUITE}
            [server]
            accept = 127.0.0.1:{self._tls_port}
            connect = 127.0.0.1:{port}
            cert = {site.path('fullchain.pem')}
            key = {site.path('privkey.pem')}
            """)
        self.servers.append(site.start(program("stunnel4"), config, port=self._tls_port))
        return self._tls_port

    def command(self, source):
        return ["rsync", "-a", f"{source}/", f"rsync://127.0.0.1:{self.port}/files/"]


class OverSsh(Peer):
    """An sshd of this user's own, on a free port."""

    note = "aes128-gcm"

    def _serve(self):
        site = self.site
        port = free_port()
        for key in ("host", "user"):
            if not os.path.exists(site.path(f"{key}_key")):
                site.quietly("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                             site.path(f"{key}_key"))
        with open(site.path("host_key.pub"), encoding="ascii") as file:
            site.write("known_hosts", f"bench {file.read()}")
        with open(site.path("user_key.pub"), encoding="ascii") as file:
            site.write("authorized_keys", file.read())
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        config = site.write(f"sshd-{port}.conf", f"""Port {port}
ListenAddress 127.0.0.1
HostKey {site.path('host_key')}
AuthorizedKeysFile {site.path('authorized_keys')}
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
""")
        self.servers = [
            site.start(program("sshd"), "-D", "-f", config, "-E", site.log, port=port)
        ]
        return port

    def _config(self):
        site = self.site
        return site.write(f"ssh-{self.port}.conf", f"""Host bench
HostName 127.0.0.1
HostKeyAlias bench
Port {self.port}
User {getpass.getuser()}
IdentityFile {site.path('user_key')}
IdentitiesOnly yes
UserKnownHostsFile {site.path('known_hosts')}
GlobalKnownHostsFile none
StrictHostKeyChecking yes
BatchMode yes
Ciphers aes128-gcm@openssh.com
LogLevel ERROR
""")


class RsyncOverSsh(OverSsh):
    """rsync as most people use it."""

    name = "rsync over ssh"
    options = ()

    def command(self, source):
        return ["rsync", "-a", *self.options, "-e", f"ssh -F {self._config()}", f"{source}/",
                f"bench:{self.store}/"]


class RsyncFsync(RsyncOverSsh):
    """The receiver forces each file."""

    name = "rsync --fsync over ssh"
    note = "aes128-gcm, fsync"
    options = ("--fsync",)


class RsyncChecked(RsyncOverSsh):
    """rsync with our promise, as far as it has it."""

    name = "rsync --fsync -c over ssh"
    note = "aes128-gcm, whole-file checksums, fsync"
    options = ("--fsync", "-c")


class Scp(OverSsh):
    """A folder with scp."""

    name = "scp"

    def command(self, source):
        return ["scp", "-q", "-r", "-F", self._config(), f"{source}/.", f"bench:{self.store}/"]


class Sftp(OverSsh):
    """A folder with sftp's put."""

    name = "sftp"

    def command(self, source):
        batch = self.site.write("sftp.batch", f"cd {self.store}\nput -r {source}/.\n")
        return ["sftp", "-q", "-F", self._config(), "-b", batch, "bench"]


class Rclone(Peer):
    """rclone at both ends."""

    name = "rclone to rclone"
    note = "WebDAV, TLS 1.3"

    def __init__(self, site):
        super().__init__(site)
        self._folder = 0

    def _serve(self):
        site = self.site
        port = free_port()
        self.servers = [
            site.start("rclone", "--config", "", "serve", "webdav", self.store, "--addr",
                       f"127.0.0.1:{port}", "--cert", site.path("fullchain.pem"), "--key",
                       site.path("privkey.pem"), port=port)
        ]
        return port

    def command(self, source):
        return ["rclone", "--config", "", "copy", source, f":webdav:{self._folder}",
                "--webdav-url", f"https://localhost:{self.port}",
                "--ca-cert", self.site.path("ca.pem")]

    def landed(self):
        return os.path.join(self.store, str(self._folder))

    def forget(self):
        # Its server remembers for minutes what it has: each round has a folder of its own.
        self._folder += 1


ALL = {
    "auto-upload": AutoUpload,
    "java-jar": JavaJar,
    "staying": Staying,
    "sealed": Sealed,
    "curl": Curl,
    "curl-verified": VerifiedCurl,
    "curl-16": ParallelCurl,
    "rsync-tls": RsyncOverTls,
    "rsync-ssh": RsyncOverSsh,
    "rsync-fsync": RsyncFsync,
    "rsync-checked": RsyncChecked,
    "scp": Scp,
    "sftp": Sftp,
    "rclone": Rclone,
}
