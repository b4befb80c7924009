#!/usr/bin/env python3
"""A link between two network namespaces that delays, loses and holds back packets.

    network_link.py NAMESPACE_A ADDRESS_A NAMESPACE_B ADDRESS_B

Each end is a TUN device of its namespace; packets go from one to the other through this program, so
that the kernels' TCP meets what a bad network does, also where the kernel has no netem. Reads one
JSON object a line: {"delayMs": [ab, ba], "lossPercent": 20, "bytesPerSecond": 50000, "isUp": true};
what is not named stays. Answers each with its counts. Ends with its standard input.
"""

import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 0x0001, 0x1000, 0x40000000
# A packet that finds so many waiting in front of it is lost, as in any router.
QUEUE_PACKETS = 1000


def open_end(namespace, address, peer):
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/run/netns/" + namespace, "rb") as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns " + namespace)
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH", b"link0", IFF_TUN | IFF_NO_PI))
    for command in (["addr", "add", address, "peer", peer, "dev", "link0"],
                    ["link", "set", "lo", "up"], ["link", "set", "link0", "up"]):
        subprocess.run(["ip", *command], check=True)
    return end


class Lane:
    """One direction."""

    def __init__(self, source, sink):
        self.source, self.sink = source, sink
        self.delay = 0.0
        self.free_at = 0.0  # when the line has sent what is before
        self.waiting = []
        self.passed = self.lost = 0

    def take(self, packet, now, link):
        if not link["isUp"] or link["random"].random() * 100 < link["lossPercent"]:
            self.lost += 1
        elif len(self.waiting) >= QUEUE_PACKETS:
            self.lost += 1
        else:
            rate = link["bytesPerSecond"]
            self.free_at = max(now, self.free_at) + (len(packet) / rate if rate else 0)
            heapq.heappush(self.waiting, (self.free_at + self.delay, self.passed, packet))
            self.passed += 1

    def give(self, now):
        while self.waiting and self.waiting[0][0] <= now:
            packet = heapq.heappop(self.waiting)[2]
            try:
                os.write(self.sink, packet)
            except (BlockingIOError, OSError):
                self.lost += 1


def main():
    name_a, address_a, name_b, address_b = sys.argv[1:]
    link = {"isUp": True, "lossPercent": 0, "bytesPerSecond": 0, "random": random.Random(1)}
    a, b = open_end(name_a, address_a, address_b), open_end(name_b, address_b, address_a)
    lanes = [Lane(a, b), Lane(b, a)]
    print("{}", flush=True)
    pending = b""
    while True:
        now = time.monotonic()
        due = min((lane.waiting[0][0] for lane in lanes if lane.waiting), default=now + 1)
        ready = select.select([0, a, b], [], [], max(0, due - now))[0]
        now = time.monotonic()
        for lane in lanes:
            if lane.source in ready:
                lane.take(os.read(lane.source, 65536), now, link)
            lane.give(now)
        if 0 in ready:
            data = os.read(0, 65536)
            if not data:
                return
            *lines, pending = (pending + data).split(b"\n")
            for line in lines:
                asked = json.loads(line)
                delays = asked.pop("delayMs", None)
                for lane, delay in zip(lanes, delays or []):
                    lane.delay = delay / 1000
                link.update(asked)
                print(json.dumps({"passed": [lane.passed for lane in lanes],
                                  "lost": [lane.lost for lane in lanes]}), flush=True)


main()
