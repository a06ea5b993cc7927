"""What is uploaded, and what it is to show."""

from . import folders, heavy, measure
from .proxy import Proxy
from .rounds import Rounds, Source


def small_source(bench, name, count, smallest=1_000, largest=40_000):
    """A folder of small files on the disk."""
    path = bench.site.folder(f"{name}/files", in_memory=False)
    return Source(path, count, folders.small_files(path, count, smallest, largest))


def large_source(bench, name, size):
    """A folder with one file in memory."""
    path = bench.site.folder(f"{name}/files", in_memory=True)
    folders.random_file(f"{path}/drive.mp4", size, seed=size)
    return Source(path, 1, size)


def big(bench):
    """One file of 1 GB, from memory to memory."""
    size = bench.scale(1_000_000_000, 100_000_000)
    source = large_source(bench, "big", size)
    rounds = Rounds(bench, "big", in_memory=True)
    for key in bench.chosen(["auto-upload", "staying", "sealed", "curl", "rsync-tls", "rsync-ssh",
                             "rsync-fsync", "scp", "sftp", "rclone"]):
        rounds.add(key, source)
    rounds.run(bench.rounds)

    found = bench.results.of("big")
    ours = found.get("auto-upload")
    for key, wanted in (("curl", 0.8), ("rsync-tls", 2), ("scp", 2.5), ("rclone", 4)):
        if ours and key in found:
            bench.at_least(f"1 GB, speed against {found[key].name}",
                           ours.megabytes_per_second / found[key].megabytes_per_second, wanted)
    if ours and "curl" in found:
        bench.at_most(f"1 GB, CPU of both ends against {found['curl'].name}",
                      ours.cpu_per_gigabyte / found["curl"].cpu_per_gigabyte, 1.45)
    if ours and "sealed" in found:
        bench.at_least("1 GB with -e y, speed against ours without",
                       found["sealed"].megabytes_per_second / ours.megabytes_per_second, 0.6)


def small(bench):
    """5,000 files of 1 to 40 KB, to the disk."""
    count = bench.scale(5_000, 500)
    source = small_source(bench, "small", count)
    # rclone takes minutes for as many, and is not faster with them
    fewer = small_source(bench, "small-few", max(50, count // 20))
    rounds = Rounds(bench, "small", in_memory=False)
    for key in bench.chosen(["auto-upload", "staying", "curl", "curl-16", "rsync-tls",
                             "rsync-ssh", "rsync-fsync", "scp", "sftp", "rclone"]):
        rounds.add(key, fewer if key == "rclone" else source)
    rounds.run(bench.rounds)

    found = bench.results.of("small")
    ours = found.get("auto-upload")
    for key, wanted in (("rsync-tls", 2), ("rsync-fsync", 4)):
        if ours and key in found:
            bench.at_least(f"{count:,} small files, each durable, against {found[key].name}",
                           ours.files_per_second / found[key].files_per_second, wanted)


def distance(bench):
    """1,000 files of 10 KB over a network with a round trip of 100 ms."""
    count = bench.scale(1_000, 100)
    source = small_source(bench, "distance", count, 10_000, 10_000)
    for workload, round_trip in (("near", 0.0), ("distance", 0.1)):
        rounds = Rounds(bench, workload, in_memory=False)
        for key in bench.chosen(["auto-upload", "curl-16", "rsync-tls", "rsync-ssh"]):
            rounds.add(key, source, via=lambda port, delay=round_trip: Proxy(port, delay).port)
        rounds.run(bench.rounds)

    near, far = (bench.results.of(workload) for workload in ("near", "distance"))
    ours = far.get("auto-upload")
    if ours:
        trips = (ours.median("seconds") - near["auto-upload"].median("seconds")) / 0.1
        bench.at_most(f"{count:,} files 100 ms away, round trips they cost", trips, 10)
        for key in ("rsync-tls", "rsync-ssh"):
            if key in far:
                bench.at_least(f"{count:,} files 100 ms away, speed against {far[key].name}",
                               far[key].median("seconds") / ours.median("seconds"), 3)


def growth(bench):
    """How our cost grows with bytes, files, and round-trip time; medians."""
    def ours(name, source, in_memory, round_trip=None):
        rounds = Rounds(bench, f"growth-{name}", in_memory)
        via = (lambda port: port) if round_trip is None else (
            lambda port: Proxy(port, round_trip).port)
        rounds.add("auto-upload", source, via)
        rounds.run(bench.rounds)
        series = bench.results.of(f"growth-{name}")["auto-upload"]
        kinds = ("seconds", "cpu", "client_peak", "server_peak")
        bench.results.grew(name, measure.Cost(*(series.median(k) for k in kinds)))

    for size in bench.scale((1_000_000, 100_000_000, 1_000_000_000, 3_000_000_000), (1_000_000,)):
        ours(f"1 file of {size // 1_000_000:,} MB", large_source(bench, f"g{size}", size), True)
    for count in bench.scale((1, 1_000, 5_000, 20_000), (1, 100)):
        ours(f"{count:,} files of 1 to 40 KB", small_source(bench, f"g{count}", count), False)
    far = small_source(bench, "growth-far", bench.scale(1_000, 100), 10_000, 10_000)
    for milliseconds in bench.scale((0, 50, 100, 200, 400), (0, 100)):
        ours(f"{far.files:,} files of 10 KB, {milliseconds} ms away", far, False,
             milliseconds / 1000)


# What runs when nothing is named, and what only when it is.
USUAL = {
    "big": big,
    "small": small,
    "distance": distance,
    "resume": heavy.resume,
    "idle": heavy.idle,
    "many": heavy.many,
    "crowd": heavy.crowd,
}
ALL = USUAL | {"growth": growth}
