"""Runs a command, and tells what it cost at both ends."""

import glob
import os
import subprocess
import threading
import time
from dataclasses import dataclass

TICKS = os.sysconf("SC_CLK_TCK")

# So long a command may take before it counts as hung.
PATIENCE = 900


class BenchError(Exception):
    """Something went wrong that a person has to look at."""


@dataclass(frozen=True)
class Cost:
    """What one upload took: seconds of time, of CPU at both ends, and KiB of memory at each end."""

    seconds: float
    cpu: float
    client_peak: int
    server_peak: int


def tree(roots):
    """The processes in roots and all that descend from them, as far as they live."""
    found = []
    todo = list(roots)
    while todo:
        pid = todo.pop()
        found.append(pid)
        for path in glob.glob(f"/proc/{pid}/task/*/children"):
            try:
                with open(path, encoding="ascii") as file:
                    todo.extend(int(child) for child in file.read().split())
            except OSError:
                pass  # that thread is gone, and what it started belongs to another
    return found


def cpu_seconds(roots):
    """What these processes, and those they have waited for, used up so far."""
    total = 0
    for pid in tree(roots):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        # utime, stime, and cutime, cstime of children that ended: proc(5), fields 14 to 17
        total += sum(int(field) for field in fields[11:15])
    return total / TICKS


def high_water_mark(pid):
    """The most memory the process ever had, in KiB; 0 if it is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def forget_high_water_marks(roots):
    """From now on, high_water_mark() is that of the time from now on."""
    for pid in tree(roots):
        try:
            with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
                file.write("5")
        except OSError:
            pass


class Peaks:
    """Looks at the memory of processes ten times a second."""

    def __init__(self, roots):
        self._roots = roots
        self._marks = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self):
        while not self._done.wait(0.1):
            self._look()

    def _look(self):
        for pid in tree(self._roots):
            mark = high_water_mark(pid)
            if mark:
                self._marks[pid] = mark

    def stop(self):
        """The sum, in KiB, of the most that each of the processes had."""
        self._done.set()
        self._thread.join()
        return sum(self._marks.values())


def await_true(condition, what, seconds=30.0):
    """Waits for a condition."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise BenchError(f"{what}: waited {seconds:.0f} s in vain")
        time.sleep(0.01)


def await_line(log, text):
    """Waits until a line with the text was added to the open file."""
    await_true(lambda: any(text in line for line in log.readlines()), f"a line with {text!r}",
               PATIENCE)


class Running:
    """Measures an upload between processes that are up before and after it."""

    def __init__(self, clients, servers):
        self._clients = clients
        self._servers = servers
        forget_high_water_marks(clients + servers)
        self._cpu = cpu_seconds(clients + servers)
        self._start = time.monotonic()

    def so_far(self):
        """The cost up to now."""
        seconds = time.monotonic() - self._start
        cpu = cpu_seconds(self._clients + self._servers) - self._cpu
        peaks = [sum(high_water_mark(pid) for pid in end)
                 for end in (self._clients, self._servers)]
        return Cost(seconds, cpu, *peaks)


def run(command, servers, log, cwd=None):
    """Runs an upload to its end. What its servers do for it counts too, whoever is their parent."""
    processes = len(tree(servers))
    forget_high_water_marks(servers)
    before = cpu_seconds(servers)
    server_peaks = Peaks(servers)
    with open(log, "ab") as output:
        start = time.monotonic()
        process = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        client_peaks = Peaks([process.pid])
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.daemon = True  # an interrupted run need not wait for it
        watchdog.start()
        # wait4 instead of Popen.wait, because it tells the CPU time of this child
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        watchdog.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    client_peak = client_peaks.stop()
    if process.returncode != 0:
        raise BenchError(f"exit code {process.returncode} of {' '.join(command)}; see {log}")
    # Only what has ended is accounted to its parent.
    await_true(lambda: len(tree(servers)) <= processes, "the end of a server's helpers")
    server_peak = server_peaks.stop()
    cpu = usage.ru_utime + usage.ru_stime + cpu_seconds(servers) - before
    return Cost(seconds, cpu, client_peak, server_peak)
