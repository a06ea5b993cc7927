"""Work that nothing is compared with but a number: large files, many files, many clients."""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import time
import zipfile

from . import folders, measure, peers
from .measure import BenchError, await_true
from .proxy import Proxy
from .site import program

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(HERE)

# More than a login takes, and less than one block of a file.
MORE_THAN_GREETINGS = 100_000


def resume(bench):
    """A sparse file of 20 GB whose client is killed at 19 GB and started again."""
    site = bench.site
    size = bench.scale(20_000_000_000, 1_000_000_000)
    source = site.folder("resume/files", "disk")
    folders.sparse_file(f"{source}/long.mp4", size)
    ours = peers.JavaJar(site)
    links = []

    def through(port):
        links.append(Proxy(port))
        return links[0].port

    ours.start(site.folder("resume-store", "disk"), through)
    with open(site.log, "ab") as log:
        output = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        client = subprocess.Popen(ours.command(source), **output)
        await_true(lambda: links[0].sent >= size * 0.95 or client.poll() is not None,
                   "95 % of the file", measure.PATIENCE)
        if client.poll() is not None:
            raise BenchError(f"the client ended before it could be killed; see {site.log}")
        client.send_signal(signal.SIGKILL)
        client.wait()
        links[0].sent = 0
        before = links[0].sent_in_all
        start = time.monotonic()
        client = subprocess.Popen(ours.command(source), **output)
        await_true(lambda: links[0].sent > MORE_THAN_GREETINGS, "the first new byte", 120)
        seconds = time.monotonic() - start
        if client.wait(measure.PATIENCE) != 0:
            raise BenchError(f"the client that went on failed; see {site.log}")
    resent = links[0].sent_in_all - before
    folders.check_same(folders.digests(source), ours.landed())
    site.stop()
    shutil.rmtree(ours.store)
    bench.at_most(f"{size // 10**9} GB resumed at 95 %, seconds to the first new byte", seconds, 2)
    bench.at_most(f"{size // 10**9} GB resumed at 95 %, share of the file sent again",
                  resent / size, 0.06)


def hello_jar(site):
    """A hello world with picocli and Logback, and nothing else of the server's jar."""
    classes = site.folder("hello", "disk")
    site.quietly(program("javac"), "-proc:none", "-cp", site.jars["server"], "-d", classes,
                 os.path.join(HERE, "Hello.java"))
    jar = site.path("hello.jar")
    wanted = ("picocli/", "ch/qos/logback/", "org/slf4j/", "META-INF/services/org.slf4j")
    with zipfile.ZipFile(jar, "w", zipfile.ZIP_DEFLATED) as hello:
        with zipfile.ZipFile(site.jars["server"]) as server:
            for name in server.namelist():
                if name.startswith(wanted) and not name.endswith("/"):
                    hello.writestr(name, server.read(name))
        for name in os.listdir(classes):
            hello.write(os.path.join(classes, name), name)
    return jar


def idle(bench):
    """A run that finds nothing to do, and what a JVM takes to say hello."""
    site = bench.site
    count = bench.scale(10_000, 1_000)
    source = site.folder("idle/files", "disk")
    folders.small_files(source, count, 100, 100)
    ours = peers.JavaJar(site, client_flags=("-Xmx32m",))
    ours.start(site.folder("idle-store", "disk"))
    measure.run(ours.command(source), ours.servers, site.log)
    site.stop()
    shutil.rmtree(ours.store)
    nothing = ours.command(source)
    archive = site.path("client.jsa")
    quiet = ["-Xlog:cds=off", "-Xlog:cds+dynamic=off"]
    measure.run([nothing[0], f"-XX:ArchiveClassesAtExit={archive}", *quiet, *nothing[1:]],
                [], site.log)
    commands = {
        "run": nothing,
        "archive": [nothing[0], f"-XX:SharedArchiveFile={archive}", *quiet, *nothing[1:]],
        "hello": [site.java, "-Xmx32m", "-cp", hello_jar(site), "Hello", "--name", "world"],
    }
    costs = {key: [] for key in commands}
    with socket.create_server(("127.0.0.1", ours.port)) as listener:
        for _ in range(max(bench.rounds, 7)):
            for key, command in commands.items():
                costs[key].append(measure.run(command, [], site.log))
        listener.settimeout(0)
        try:
            listener.accept()
            connections = 1
        except BlockingIOError:
            connections = 0
    seconds = {key: statistics.median(c.seconds for c in found) for key, found in costs.items()}
    cpu = {key: statistics.median(c.cpu for c in found) for key, found in costs.items()}
    for key, how in (("run", ""), ("archive", ", with a class archive")):
        bench.at_most(
            f"nothing to do, {count:,} known files, -Xmx32m{how}: seconds more than a hello world "
            f"({seconds[key]:.2f} and {seconds['hello']:.2f}; CPU {cpu[key]:.2f} and "
            f"{cpu['hello']:.2f})", seconds[key] - seconds["hello"], 0.25)
    bench.at_most("nothing to do: connections opened", connections, 0)


def many(bench):
    """A client with little memory, very many files and a very large one."""
    site = bench.site
    count = bench.scale(100_000, 5_000)
    size = bench.scale(20_000_000_000, 200_000_000)
    source = site.folder("many/files", "disk")
    folders.small_files(source, count, 10, 200)
    folders.sparse_file(f"{source}/long.mp4", size)
    ours = peers.JavaJar(site, client_flags=("-Xmx64m",))
    ours.start(site.folder("many-store", "disk"))
    cost = measure.run(ours.command(source), ours.servers, site.log)
    folders.check_same(folders.digests(source), ours.landed())
    site.stop()
    shutil.rmtree(ours.store)
    bench.results.find(
        f"{count:,} files and one of {size / 1e9:g} GB, client with -Xmx64m",
        f"works, in {cost.seconds:.0f} s, {cost.client_peak / 1024:.0f} MB resident",
        "works", True)
    bench.say(f"many: {cost.seconds:.0f} s")


def crowd(bench):
    """A server with little memory, and many uploads at the same time."""
    site = bench.site
    classes = site.folder("crowd-classes", "disk")
    java = os.path.join(ROOT, "auto-upload-tests/src/test/java/autoupload/tests/bench/Crowd.java")
    site.quietly(program("javac"), "-proc:none", "-cp", site.jars["client"], "-d", classes, java)
    uploads = bench.scale(200, 20)
    size = bench.scale(2_000_000_000, 200_000_000)
    counts = bench.scale((1, 10, 50, uploads), (1, uploads))
    ours = peers.JavaJar(
        site, server_flags=("-Xmx256m",),
        server_options=("--max-pending", "1000", "--max-pending-per-address", "1000"))
    ours.start(site.folder("crowd-store", "memory"))
    sources = {count: crowd_source(site, count, size // count) for count in counts}
    rates = {count: [] for count in counts}
    for number in range(bench.rounds + 1):
        for count in counts:
            os.sync()
            output = site.quietly(
                site.java, "-Xmx2g", "-cp", f"{site.jars['client']}:{classes}",
                "autoupload.tests.bench.Crowd", str(ours.port), site.path("ca.pem"),
                site.path("password"), sources[count], str(count))
            folders.check_same(folders.digests(sources[count]), ours.landed())
            folders.empty(ours.landed())
            rate = size / 1e6 / float(output)
            bench.say(f"crowd {number}/{bench.rounds} {count} at once: {rate:.0f} MB/s")
            if number > 0:
                rates[count].append(rate)
    peak = sum(measure.high_water_mark(pid) for pid in ours.servers) / 1024
    site.stop()
    medians = {count: statistics.median(found) for count, found in rates.items()}
    found = ", ".join(f"{count}: {rate:.0f} MB/s" for count, rate in medians.items())
    bench.at_least(f"{uploads} uploads at once against one, server with -Xmx256m ({found}; "
                   f"{peak:.0f} MB resident)", medians[uploads] / medians[1], 0.9)


def crowd_source(site, count, size):
    """One file of random bytes under as many names: only names tell the uploads apart."""
    folder = site.folder(f"crowd-{count}", "memory")
    folders.random_file(f"{folder}/upload-0.bin", size, seed=count)
    for number in range(1, count):
        os.link(f"{folder}/upload-0.bin", f"{folder}/upload-{number}.bin")
    return folder
