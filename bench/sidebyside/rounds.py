"""Several tools on the same folder, in alternating rounds."""

import os
import shutil

from . import folders, peers


class Rounds:
    """Tools that upload one folder in turn, each to a server that is kept for all of its rounds."""

    def __init__(self, bench, workload, place):
        self._bench = bench
        self._workload = workload
        self._place = place
        self._lanes = []

    def add(self, key, source, via=lambda port: port, **options):
        """A tool, and what it uploads: a Source."""
        peer = peers.ALL[key](self._bench.site, **options)
        peer.start(self._bench.site.folder(f"{self._workload}-{key}", self._place), via)
        series = self._bench.results.start_series(
            self._workload, key, peer.name, peer.note, source.files, source.size)
        self._lanes.append((peer, source, series))

    def run(self, rounds):
        """The rounds, each checked by digest, after some that are not counted."""
        for peer, source, _ in self._lanes:
            for _ in range(peer.warm_ups):
                self._upload(peer, source)
        for number in range(rounds):
            # not always in the same order
            turn = number % len(self._lanes)
            for peer, source, series in self._lanes[turn:] + self._lanes[:turn]:
                series.add(self._upload(peer, source))
                self._bench.say(f"{self._workload} {number + 1}/{rounds} {peer.name}: "
                                f"{series.rounds[-1]['seconds']:.2f} s")
        for peer, _, _ in self._lanes:
            shutil.rmtree(peer.store)
        self._bench.site.stop()

    def _upload(self, peer, source):
        # What others left to be written must not be written at this one's expense.
        os.sync()
        cost = peer.upload(source.path)
        peer.check(source.digests)
        self._put_away(peer.landed())
        peer.forget()
        return cost

    def _put_away(self, landed):
        """Makes room in memory; on a disk, files are kept until the end, because ext4 without a
        journal searches for long among inodes that were given free in the last minutes."""
        if self._place == "memory":
            folders.empty(landed)
        else:
            folders.move(landed, self._bench.site.folder("landed", self._place))


class Source:
    """A folder to upload, and what is in it."""

    def __init__(self, path, files, size):
        self.path = path
        self.files = files
        self.size = size
        self.digests = folders.digests(path)
