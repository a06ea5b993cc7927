"""What is uploaded, and what it is to show."""

from . import folders, heavy, measure
from .proxy import Proxy
from .rounds import Rounds, Source


def small_source(bench, name, count, smallest=1_000, largest=40_000, place="disk"):
    """A folder of small files."""
    path = bench.site.folder(f"{name}/files", place)
    return Source(path, count, folders.small_files(path, count, smallest, largest))


def large_source(bench, name, size):
    """A folder with one file in memory."""
    path = bench.site.folder(f"{name}/files", "memory")
    folders.random_file(f"{path}/drive.mp4", size, seed=size)
    return Source(path, 1, size)


def compare(bench, workload, what, keys, wanted):
    """Notes how many times as fast as others ours are, as installed and staying up."""
    found = bench.results.of(workload)
    for ours, how in (("auto-upload", "as installed"), ("staying", "staying up")):
        for key, ratios in zip(keys, wanted):
            if ours in found and key in found:
                ratio = found[key].median("seconds") / found[ours].median("seconds")
                bench.at_least(f"{what}, {how}, speed against {found[key].name}", ratio,
                               ratios[ours == "staying"])


def big(bench):
    """One file of 1 GB, from memory to memory."""
    size = bench.scale(1_000_000_000, 100_000_000)
    source = large_source(bench, "big", size)
    rounds = Rounds(bench, "big", "memory")
    for key in bench.chosen(["auto-upload", "java-jar", "staying", "sealed", "curl",
                             "curl-verified", "rsync-tls", "rsync-ssh", "rsync-checked", "scp",
                             "sftp", "rclone"]):
        rounds.add(key, source)
    rounds.run(bench.rounds)

    compare(bench, "big", "1 GB",
            ("curl-verified", "rsync-tls", "scp", "rsync-ssh", "rclone", "curl"),
            ((1.15, 1.4), (0.9, 1.1), (1.15, 1.4), (1.2, 1.45), (1.5, 2), (0.45, 0.6)))
    found = bench.results.of("big")
    for key, how, most in (("auto-upload", "as installed", 2.1), ("staying", "staying up", 1.75)):
        if key in found and "curl" in found:
            bench.at_most(f"1 GB, {how}, CPU of both ends against {found['curl'].name}",
                          found[key].median("cpu") / found["curl"].median("cpu"), most)
    if "auto-upload" in found and "sealed" in found:
        bench.at_least("1 GB with -e y, speed against ours without",
                       found["sealed"].megabytes_per_second
                       / found["auto-upload"].megabytes_per_second, 0.65)


def small(bench):
    """5,000 files of 1 to 40 KB, to ext4 with a journal."""
    count = bench.scale(5_000, 500)
    source = small_source(bench, "small", count, place="journal")
    # rclone takes minutes for as many, and is not faster with them
    fewer = small_source(bench, "small-few", max(50, count // 20), place="journal")
    rounds = Rounds(bench, "small", "journal")
    for key in bench.chosen(["auto-upload", "java-jar", "staying", "curl", "curl-verified",
                             "curl-16", "rsync-tls", "rsync-ssh", "rsync-fsync", "scp", "sftp",
                             "rclone"]):
        rounds.add(key, fewer if key == "rclone" else source)
    rounds.run(bench.rounds)

    compare(bench, "small", f"{count:,} small files, each durable", ("rsync-fsync", "rsync-tls"),
            ((2, 3), (0.5, 0.8)))


def distance(bench):
    """1,000 files of 10 KB over a network with a round trip of 100 ms."""
    count = bench.scale(1_000, 100)
    source = small_source(bench, "distance", count, 10_000, 10_000)
    for workload, round_trip in (("near", 0.0), ("distance", 0.1)):
        rounds = Rounds(bench, workload, "disk")
        for key in bench.chosen(["auto-upload", "staying", "curl-16", "rsync-tls",
                                 "rsync-ssh"]):
            rounds.add(key, source, via=lambda port, delay=round_trip: Proxy(port, delay).port)
        rounds.run(bench.rounds)

    near, far = (bench.results.of(workload) for workload in ("near", "distance"))
    ours = far.get("auto-upload")
    if ours:
        trips = (ours.median("seconds") - near["auto-upload"].median("seconds")) / 0.1
        bench.at_most(f"{count:,} files 100 ms away, round trips they cost", trips, 10)
    compare(bench, "distance", f"{count:,} files 100 ms away", ("rsync-ssh",), ((1.1, 1.5),))


def growth(bench):
    """How our cost grows with bytes, files, and round-trip time; medians."""
    def ours(name, source, place, round_trip=None):
        rounds = Rounds(bench, f"growth-{name}", place)
        via = (lambda port: port) if round_trip is None else (
            lambda port: Proxy(port, round_trip).port)
        rounds.add("auto-upload", source, via)
        rounds.run(bench.rounds)
        series = bench.results.of(f"growth-{name}")["auto-upload"]
        kinds = ("seconds", "cpu", "client_peak", "server_peak")
        bench.results.grew(name, measure.Cost(*(series.median(k) for k in kinds)))

    for size in bench.scale((1_000_000, 100_000_000, 1_000_000_000, 3_000_000_000), (1_000_000,)):
        ours(f"1 file of {size // 1_000_000:,} MB", large_source(bench, f"g{size}", size), "memory")
    for count in bench.scale((1, 1_000, 5_000, 20_000), (1, 100)):
        ours(f"{count:,} files of 1 to 40 KB", small_source(bench, f"g{count}", count), "disk")
    far = small_source(bench, "growth-far", bench.scale(1_000, 100), 10_000, 10_000)
    for milliseconds in bench.scale((0, 50, 100, 200, 400), (0, 100)):
        ours(f"{far.files:,} files of 10 KB, {milliseconds} ms away", far, "disk",
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
