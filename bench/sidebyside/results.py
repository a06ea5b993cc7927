"""What was measured, as tables for people and numbers for programs."""

import json
import statistics
from dataclasses import asdict, dataclass, field

from .measure import Cost


@dataclass
class Series:
    """The rounds of one tool on one workload."""

    work: str
    workload: str
    key: str
    name: str
    note: str
    files: int
    size: int
    rounds: list = field(default_factory=list)

    def add(self, cost: Cost):
        """One more round."""
        self.rounds.append(asdict(cost))

    def median(self, what):
        """The median over the rounds."""
        return statistics.median(one[what] for one in self.rounds)

    @property
    def megabytes_per_second(self):
        """Millions of bytes a second."""
        return self.size / 1e6 / self.median("seconds")

    @property
    def files_per_second(self):
        """Files a second."""
        return self.files / self.median("seconds")

    @property
    def cpu_per_gigabyte(self):
        """CPU seconds of both ends together for 10^9 bytes."""
        return self.median("cpu") / (self.size / 1e9)


@dataclass
class Finding:
    """A number that was to be reached, and what it is."""

    work: str
    what: str
    measured: str
    target: str
    met: bool


@dataclass
class Growth:
    """What one size of one kind of work costs us."""

    work: str
    what: str
    cost: Cost


class Results:
    """Everything that was measured, in this run and, if it goes on with them, in earlier ones."""

    def __init__(self):
        self.series = []
        self.findings = []
        self.growth = []
        self._work = ""

    def begin(self, work):
        """What follows is of this work, and replaces what is there of it."""
        self._work = work
        for found in (self.series, self.findings, self.growth):
            found[:] = [one for one in found if one.work != work]

    def start_series(self, *facts):
        """A new series, of which no round is there yet."""
        self.series.append(Series(self._work, *facts))
        return self.series[-1]

    def grew(self, what, cost):
        """Notes what some size costs."""
        self.growth.append(Growth(self._work, what, cost))

    def of(self, workload):
        """The series of one workload by key."""
        return {one.key: one for one in self.series if one.workload == workload and one.rounds}

    def find(self, what, measured, target, met):
        """Notes a finding."""
        self.findings.append(Finding(self._work, what, measured, target, met))

    def table(self, workload):
        """A markdown table of one workload."""
        found = self.of(workload)
        ours = found.get("auto-upload")
        small = any(one.files > 1 for one in found.values())
        rate = "files/s" if small else "MB/s"
        lines = [
            f"| | {rate} | seconds (range) | CPU s/GB | memory, client + server | we are |",
            "|---|---|---|---|---|---|",
        ]
        for one in sorted(found.values(), key=lambda s: -self._speed(s, small)):
            times = [cost["seconds"] for cost in one.rounds]
            ratio = "" if not ours or one is ours else (
                f"{self._speed(ours, small) / self._speed(one, small):.2f} x as fast"
            )
            note = f" ({one.note})" if one.note else ""
            peaks = [f"{one.median(end + '_peak') / 1024:.0f}" for end in ("client", "server")]
            lines.append(
                f"| {one.name}{note} | {self._speed(one, small):,.0f} "
                f"| {one.median('seconds'):.2f} ({min(times):.2f} to {max(times):.2f}) "
                f"| {one.cpu_per_gigabyte:.1f} | {' + '.join(peaks)} MB | {ratio} |"
            )
        return "\n".join(lines)

    @staticmethod
    def _speed(series, small):
        return series.files_per_second if small else series.megabytes_per_second

    def targets(self):
        """A markdown table of the findings."""
        lines = ["| work | measured | wanted | |", "|---|---|---|---|"]
        lines += [
            f"| {one.what} | {one.measured} | {one.target} | {'met' if one.met else '**missed**'} |"
            for one in self.findings
        ]
        return "\n".join(lines)

    def growth_table(self):
        """A markdown table of how our cost grows."""
        lines = ["| what | seconds | CPU s | memory, client + server |", "|---|---|---|---|"]
        for one in self.growth:
            cost = one.cost
            lines.append(
                f"| {one.what} | {cost.seconds:.2f} | {cost.cpu:.1f} "
                f"| {cost.client_peak / 1024:.0f} + {cost.server_peak / 1024:.0f} MB |"
            )
        return "\n".join(lines)

    def save(self, path, about):
        """Writes everything as JSON."""
        kinds = {"series": self.series, "findings": self.findings, "growth": self.growth}
        content = {kind: [asdict(one) for one in found] for kind, found in kinds.items()}
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"about": about, **content}, file, indent=1)

    def load(self, path):
        """Goes on with what an earlier run saved."""
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
        self.series = [Series(**one) for one in content["series"]]
        self.findings = [Finding(**one) for one in content["findings"]]
        self.growth = [
            Growth(one["work"], one["what"], Cost(**one["cost"])) for one in content["growth"]
        ]
