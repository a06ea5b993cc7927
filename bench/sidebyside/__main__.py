"""The command line of bench/run."""

import argparse
import os
import platform
import signal
import subprocess
import sys
import time

from . import plot
from .measure import BenchError
from .results import Results
from .site import Site
from .workloads import ALL, USUAL


class Bench:
    """One run: where it happens, how much of it, and what was found."""

    def __init__(self, site, options):
        self.site = site
        self.rounds = options.rounds or (1 if options.quick else 5)
        self.results = Results()
        self._quick = options.quick
        self._peers = options.peers.split(",") if options.peers else []

    @staticmethod
    def say(text):
        """Tells a person how far it is."""
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def scale(self, full, quick):
        """How much to do."""
        return quick if self._quick else full

    def chosen(self, keys):
        """Those of the tools that were asked for; ours always."""
        return [key for key in keys
                if not self._peers or key == "auto-upload" or key in self._peers]

    def at_least(self, what, measured, wanted):
        """Notes a number that was to be reached."""
        self.results.find(what, f"{measured:.2f}", f"at least {wanted:g}", measured >= wanted)

    def at_most(self, what, measured, wanted):
        """Notes a number that was not to be exceeded."""
        self.results.find(what, f"{measured:.2f}", f"at most {wanted:g}", measured <= wanted)


def parse(arguments):
    """The options."""
    names = "\n".join(f"  {name:9} {task.__doc__.strip()}" for name, task in ALL.items())
    parser = argparse.ArgumentParser(
        prog="bench/run",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Uploads the same folders with other tools and with Auto Upload, in\n"
        "alternating rounds, both ends on this machine, and prints what each costs.",
        epilog=f"WORK is any of these; without it, all but growth:\n{names}",
    )
    parser.add_argument("work", nargs="*", metavar="WORK")
    parser.add_argument("--quick", action="store_true",
                        help="small folders, one round: to see that all of it works")
    parser.add_argument("--rounds", type=int, metavar="N", help="default: 5")
    parser.add_argument("--peers", metavar="NAMES",
                        help="only these besides ours, such as curl,rsync-tls,scp")
    parser.add_argument("--disk", metavar="FOLDER", default="/var/tmp",
                        help="where there is room on a real disk; default: %(default)s")
    parser.add_argument("--memory", metavar="FOLDER", default="/dev/shm",
                        help="where a tmpfs is; default: %(default)s")
    parser.add_argument("--out", metavar="FOLDER",
                        help="keep results.md, results.json and results.png there, and go on "
                        "with what is there of other work")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.work if name not in ALL]
    if unknown:
        parser.error(f"there is no {unknown[0]}; choose from {', '.join(ALL)}")
    return options


def about(site):
    """What was measured on what."""
    def first_line(*command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return (done.stdout + done.stderr).strip().partition("\n")[0]

    with open("/proc/cpuinfo", encoding="utf-8") as file:
        cpu = next((line.split(":")[1].strip() for line in file if "model name" in line), "?")
    return (f"{os.cpu_count()} cores ({cpu}), Linux {platform.release()}, "
            f"{first_line(site.java, '-version')}, {first_line('curl', '--version')[:12].strip()}, "
            f"{first_line('/usr/sbin/nginx', '-v')}, {first_line('rsync', '--version')}, "
            f"{first_line('ssh', '-V')}, {first_line('rclone', 'version')}")


def report(results, text):
    """Everything as one markdown text."""
    parts = [f"Measured on {text}."]
    for name in ("big", "small", "near", "distance"):
        if results.of(name):
            title = (ALL[name].__doc__ if name in ALL else "The same without distance.").strip()
            parts.append(f"### {title}\n\n{results.table(name)}")
    if results.growth:
        parts.append(f"### How the cost of Auto Upload grows\n\n{results.growth_table()}")
    if results.findings:
        parts.append(f"### What was to be reached\n\n{results.targets()}")
    return "\n\n".join(parts) + "\n"


def keep(folder, results, text):
    """Writes what there is, in three forms."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "results.md"), "w", encoding="utf-8") as file:
        file.write(report(results, text))
    results.save(os.path.join(folder, "results.json"), text)
    plot.draw(results, os.path.join(folder, "results.png"))


def main():
    """Runs what was asked for."""
    options = parse(sys.argv[1:])
    started = time.monotonic()
    with Site(options.disk, options.memory) as site:
        bench = Bench(site, options)
        text = about(site)
        saved = os.path.join(options.out, "results.json") if options.out else ""
        if os.path.exists(saved):
            bench.results.load(saved)
        for name in options.work or USUAL:
            bench.say(name)
            bench.results.begin(name)
            ALL[name](bench)
            if options.out:
                keep(options.out, bench.results, text)
        print(report(bench.results, text))
    bench.say(f"{time.monotonic() - started:.0f} s in all")


def stop(*_):
    """A signal ends it as Ctrl-C does: with its servers stopped and its folders gone."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


for ending in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(ending, stop)
try:
    main()
except (BenchError, KeyboardInterrupt) as e:
    print(f"bench: {str(e) or 'interrupted'}", file=sys.stderr)
    sys.exit(1)
