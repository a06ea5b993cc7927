"""A place for one comparison: folders, a certificate, free ports, and the servers running there."""

import os
import shutil
import socket
import subprocess
import tempfile

from .measure import BenchError, await_true

CERTIFICATE = os.path.join(os.path.dirname(__file__), "..", "..", "certificate.sh")


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
        shutil.rmtree(self.memory, ignore_errors=True)
        shutil.rmtree(self.disk, ignore_errors=True)

    def path(self, name):
        """A file of the site's own."""
        return os.path.join(self.disk, name)

    def folder(self, name, in_memory):
        """A folder, made if need be, in memory or on the disk."""
        path = os.path.join(self.memory if in_memory else self.disk, name)
        os.makedirs(path, exist_ok=True)
        return path

    def write(self, name, text):
        """Writes a file of the site's own that only its owner can read."""
        path = self.path(name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        return path

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
