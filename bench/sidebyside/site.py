"""A place for one comparison: folders, a certificate, free ports, and the servers running there."""

import glob
import os
import shutil
import socket
import subprocess
import tempfile

from .measure import PATIENCE, BenchError, await_true

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
CERTIFICATE = os.path.join(ROOT, "certificate.sh")

# Sparse, so that only what is written takes room.
JOURNALED_BYTES = 20 << 30


def free_port():
    """A TCP port that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name):
    """Where a program is; those of administrators too."""
    path = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if not path:
        raise BenchError(f"{name} is not installed; run bench/install")
    return path


class Site:
    """Gone, with all its processes, when its `with` ends."""

    def __init__(self, disk, memory):
        self.disk = tempfile.mkdtemp(prefix="auto-upload-bench.", dir=disk)
        self.memory = tempfile.mkdtemp(prefix="auto-upload-bench.", dir=memory)
        self.log = os.path.join(self.disk, "log")
        self._servers = []
        self._journal = ""
        self._places = {
            "memory": lambda: self.memory, "disk": lambda: self.disk,
            "journal": self._mount_journal,
        }
        jars = os.environ["AUTO_UPLOAD_JARS"]
        self.jars = {name: f"{jars}/{name}.jar" for name in ("server", "client", "adduser")}
        self.java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if os.environ.get(
            "JAVA_HOME"
        ) else program("java")

    def __enter__(self):
        try:
            self.quietly(CERTIFICATE, self.disk)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        if self._journal:
            subprocess.run(["umount", self._journal], check=False)
        shutil.rmtree(self.memory, ignore_errors=True)
        shutil.rmtree(self.disk, ignore_errors=True)

    def path(self, name):
        """A file of the site's own."""
        return os.path.join(self.disk, name)

    def folder(self, name, place):
        """A folder, made if need be, in "memory", on the "disk" or on a disk with a "journal"."""
        path = os.path.join(self._places[place](), name)
        os.makedirs(path, exist_ok=True)
        return path

    def _mount_journal(self):
        """ext4 as Debian makes it, in a file: the disk itself may have no journal. Needs root."""
        if not self._journal:
            if os.geteuid() != 0:
                return self.disk
            image = self.path("ext4.image")
            with open(image, "wb") as file:
                file.truncate(JOURNALED_BYTES)
            self.quietly(program("mkfs.ext4"), "-q", "-F", image)
            journal = self.path("ext4")
            os.mkdir(journal)
            self.quietly("mount", "-o", "loop", image, journal)
            self._journal = journal
        return self._journal

    def write(self, name, text):
        """Writes a file of the site's own that only its owner can read."""
        path = self.path(name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        return path

    def install(self):
        """Puts launchers and jars where a package would, and makes their class archives."""
        launchers = self.path("installed/bin")
        if not os.path.exists(launchers):
            shutil.copytree(os.path.join(ROOT, "packaging/bin"), launchers, symlinks=True)
            jars = self.folder("installed/lib/auto-upload", "disk")
            for name, jar in self.jars.items():
                os.symlink(os.path.realpath(jar), f"{jars}/{name}.jar")
            for name in ("auto-upload", "auto-upload-server"):
                self.quietly(os.path.join(launchers, name), "--version", env=self.environment())
            await_true(lambda: len(glob.glob(self.path("cache/*.jsa"))) == 2,
                       "the class archives", PATIENCE)
        return launchers

    def environment(self, options=()):
        """That of what is installed, with further options for Java."""
        return os.environ | {"AUTO_UPLOAD_CACHE": self.path("cache"),
                             "AUTO_UPLOAD_JAVA_OPTIONS": " ".join(options)}

    def quietly(self, *command, **options):
        """Runs a command that is only worth reading when it fails."""
        done = subprocess.run(
            command, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options
        )
        if done.returncode != 0:
            raise BenchError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self, *command, port=None):
        """Starts a server that stays in the foreground; waits until it listens, if told where."""
        with open(self.log, "ab") as log:
            server = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.disk
            )
        self._servers.append(server)
        if port:
            await_true(lambda: self._listens(server, port), f"{command[0]} on port {port}")
        return server.pid

    def _listens(self, server, port):
        if server.poll() is not None:
            with open(self.log, errors="replace") as log:
                raise BenchError(f"{server.args[0]} did not start: {log.read()[-2000:]}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def stop(self):
        """Stops all servers, the last one first."""
        for server in reversed(self._servers):
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        self._servers.clear()
