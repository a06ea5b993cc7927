"""A network between client and server: it counts, and it takes its time."""

import queue
import socket
import threading
import time

BLOCK = 1 << 18


class Proxy:
    """
    Passes connections on to a port of this machine, each byte half a round trip later. Making a
    connection takes a round trip too. Bandwidth is unlimited, and so is what may be on the way.
    """

    def __init__(self, target, round_trip=0.0):
        self._target = target
        self._round_trip = round_trip
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        # of the last connection, and of all of them
        self.sent = 0
        self.sent_in_all = 0
        self._start(self._accept)

    @staticmethod
    def _start(task, *arguments):
        threading.Thread(target=task, args=arguments, daemon=True).start()

    def close(self):
        """Takes no more connections."""
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self.sent = 0
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened = time.monotonic() + self._round_trip
            self._start(self._carry, client, server, opened, True)
            self._start(self._carry, server, client, opened, False)

    def _carry(self, source, sink, opened, counts):
        on_the_way = queue.SimpleQueue()
        if self._round_trip:
            self._start(self._deliver, on_the_way, sink)
        while True:
            try:
                block = source.recv(BLOCK)
            except OSError:
                block = b""
            if counts:
                self.sent += len(block)
                self.sent_in_all += len(block)
            if self._round_trip:
                due = max(time.monotonic(), opened) + self._round_trip / 2
                on_the_way.put((due, block))
            else:
                self._pass_on(block, sink)
            if not block:
                return

    def _deliver(self, on_the_way, sink):
        while True:
            due, block = on_the_way.get()
            time.sleep(max(0.0, due - time.monotonic()))
            self._pass_on(block, sink)
            if not block:
                return

    @staticmethod
    def _pass_on(block, sink):
        try:
            if block:
                sink.sendall(block)
            else:
                sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # whoever it was for is gone, which the other direction tells
