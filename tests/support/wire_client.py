#!/usr/bin/env python3
"""A client of picam's framed protocol, made from the protocol's page alone, with nothing but Python.

    wire_client.py 192.168.0.20:8555 --frames 100 --output clip.h264
    wire_client.py 192.168.0.20:8555 --from seq:120 --epoch 3f6c… --frames 30
    wire_client.py 192.168.0.20:8555 --role control --token … --request status
    wire_client.py --vectors tests/testdata/wire/vectors.json

Prints one JSON object a line: welcome, frame, gap, end, event, clock, response, error, summary.
Ends with 0; with 1 when the server said ERROR; with 3 when the server broke the protocol.
"""

import argparse
import hashlib
import json
import math
import os
import select
import socket
import ssl
import struct
import sys
import time
import zlib

HEADER = struct.Struct(">4sBBHIIQQII")
HELLO, WELCOME, FRAME, REQUEST, RESPONSE, EVENT, PING, PONG, GAP, END, ERROR = range(1, 12)
KEY, DISCONTINUITY, METADATA, MORE, CONTINUATION = 1, 2, 4, 8, 32
MAX_PAYLOAD, MAX_TEXT, MAX_FRAME, MAX_EXACT = 16 << 20, 64 << 10, 64 << 20, 2**53 - 1


class Breach(Exception):
    """The bytes are not as the protocol says. `damage`: as a bad link makes them."""

    def __init__(self, words, code="protocol", damage=False):
        super().__init__(words)
        self.code = code
        self.damage = damage


class Message:
    """One message."""

    def __init__(self, type, payload=b"", flags=0, stream_id=0, sequence=0, timestamp=0):
        self.type, self.payload, self.flags = type, payload, flags
        self.stream_id, self.sequence, self.timestamp = stream_id, sequence, timestamp

    def encode(self):
        head = HEADER.pack(b"PCAM", 1, self.type, self.flags, len(self.payload), self.stream_id,
                           self.sequence, self.timestamp, zlib.crc32(self.payload), 0)[:36]
        return head + struct.pack(">I", zlib.crc32(head)) + self.payload


class Decoder:
    """Cuts bytes into messages, however they come."""

    def __init__(self):
        self.held = bytearray()

    def push(self, data):
        self.held += data
        while True:
            message = self.next()
            if message is None:
                return
            yield message

    def next(self):
        if not b"PCAM".startswith(self.held[:4]):
            raise Breach("the magic is lost", damage=True)
        if len(self.held) < HEADER.size:
            return None
        fields = HEADER.unpack_from(self.held)
        (_, version, type, flags, length, stream_id, sequence, timestamp, crc, header_crc) = fields
        if zlib.crc32(self.held[:36]) != header_crc:
            raise Breach("the header's sum is wrong", damage=True)
        if version != 1:
            raise Breach("version %d" % version)
        if length > (MAX_PAYLOAD if type == FRAME else MAX_TEXT):
            raise Breach("%d bytes in a message of type %d" % (length, type), "too-large")
        if type > ERROR:
            sequence = timestamp = 0
        if max(sequence, timestamp) > MAX_EXACT:
            raise Breach("a number of 2^53 or more")
        if len(self.held) < HEADER.size + length:
            return None
        payload = bytes(self.held[HEADER.size:HEADER.size + length])
        del self.held[:HEADER.size + length]
        if zlib.crc32(payload) != crc:
            raise Breach("a payload's sum is wrong", damage=True)
        return Message(type, payload, flags, stream_id, sequence, timestamp)


class Frame:
    """A frame of one or several messages."""

    def __init__(self, first, whole):
        self.sequence, self.capture_us = first.sequence, first.timestamp
        self.stream_id = first.stream_id
        self.flags = first.flags & (KEY | DISCONTINUITY | CONTINUATION)
        self.metadata, self.picture = None, whole
        if first.flags & METADATA:
            length = struct.unpack(">I", whole[:4])[0] if len(whole) >= 4 else MAX_FRAME
            if 4 + length > len(whole):
                raise Breach("metadata longer than their frame")
            self.metadata, self.picture = read_object(whole[4:4 + length]), whole[4 + length:]


class Joiner:
    """Puts fragments together."""

    def __init__(self):
        self.first, self.parts, self.size = None, [], 0

    def push(self, message):
        if message.type != FRAME:
            if self.first and message.type in (GAP, END):
                raise Breach("GAP or END between fragments")
            return None
        first = self.first = self.first or message
        if message is not first:
            same = KEY | DISCONTINUITY
            if (message.sequence, message.timestamp, message.stream_id, message.flags & same) != (
                    first.sequence, first.timestamp, first.stream_id, first.flags & same):
                raise Breach("fragments that do not belong together")
            if message.flags & METADATA:
                raise Breach("METADATA in a later fragment")
        self.parts.append(message.payload)
        self.size += len(message.payload)
        if self.size > MAX_FRAME:
            raise Breach("a frame over 64 MiB", "too-large")
        if message.flags & MORE:
            return None
        frame = Frame(first, b"".join(self.parts))
        self.__init__()
        return frame


def read_object(payload):
    try:
        value = json.loads(payload.decode("utf-8"), parse_constant=lambda _: 1 / 0)
    except (ValueError, ZeroDivisionError, RecursionError):
        raise Breach("no JSON") from None
    if not isinstance(value, dict):
        raise Breach("JSON that is no object")
    return value


# What the members of each payload must be: name, kind, whether it must be there.

def member(value, name, kind, needed=False, code="protocol", low=0, high=MAX_EXACT):
    found = value.get(name)
    if found is None:
        if needed:
            raise Breach("%s is missing" % name, code)
        return None
    number = isinstance(found, (int, float)) and not isinstance(found, bool)
    right = {
        "text": isinstance(found, str),
        "object": isinstance(found, dict),
        "count": number and math.isfinite(found) and found == int(found) and low <= found <= high,
        "number": number and math.isfinite(found) and low <= found <= high,
        "id": isinstance(found, str) and len(found) <= 100 or number and math.isfinite(found),
    }[kind]
    if not right:
        raise Breach("%s is no %s" % (name, kind), code)
    return found


def check_from(value):
    code = "invalid-from"
    kind = member(value, "kind", "text", True, code)
    if kind == "ago":
        member(value, "seconds", "number", True, code)
    elif kind == "sequence":
        member(value, "epoch", "text", True, code)
        member(value, "sequence", "count", True, code)
    elif kind not in ("live", "oldest"):
        raise Breach("from", code)


def check_stream(value):
    if member(value, "codec", "text", True) not in ("h264", "mjpeg", "raw12"):
        raise Breach("codec")
    member(value, "id", "count", True)
    member(value, "name", "text", True)
    member(value, "codecString", "text")
    for name, kind, low, high in (("width", "count", 0, 65535), ("height", "count", 0, 65535),
                                  ("framerate", "number", 0, 100_000),
                                  ("bitrate", "number", 0, MAX_EXACT),
                                  ("bitDepth", "count", 1, 16)):
        member(value, name, kind, low=low, high=high)


def check_offer(value):
    check_stream(member(value, "stream", "object", True))
    member(value, "epoch", "text", True)
    if member(value, "oldest", "count", True) > member(value, "head", "count", True):
        raise Breach("oldest above head")


def check_policy(value):
    if member(value, "policy", "text") not in (None, "live", "gapless"):
        raise Breach("policy")


def check_answerer(value):
    member(value, "agent", "text")
    member(value, "session", "count")
    member(value, "heartbeatMs", "count", low=1, high=600_000)


def check_hello(value):
    role = member(value, "role", "text", True)
    if role not in ("view", "control", "publish"):
        raise Breach("role")
    for name in ("agent", "token", "stream"):
        member(value, name, "text")
    if member(value, "rate", "number") == 0:
        raise Breach("rate")
    check_policy(value)
    start, offer = member(value, "from", "object"), member(value, "offer", "object")
    if start is not None:
        check_from(start)
    if offer is not None:
        check_offer(offer)
    elif role == "publish":
        raise Breach("offer is missing")


def check_welcome(value):
    check_answerer(value)
    check_offer(value)
    member(value, "serverTimeUs", "count", True)


def check_publish_welcome(value):
    check_answerer(value)
    check_policy(value)
    check_from(member(value, "from", "object", True))


def check_request(value):
    member(value, "id", "id", True)
    member(value, "method", "text", True)
    member(value, "params", "object")


def check_response(value):
    member(value, "id", "id", True)
    error = member(value, "error", "object")
    if error is not None:
        member(error, "code", "text")
        member(error, "message", "text")


def check_report(value):
    member(value, "received", "count")
    member(value, "dropped", "count")
    times = member(value, "latencyUs", "object")
    for name in ("p50", "p95", "p99") if times else ():
        member(times, name, "number", low=-MAX_EXACT)


def check_gap(value):
    if member(value, "reason", "text", True) == "epoch":
        return
    if member(value, "first", "count", True) > member(value, "last", "count", True):
        raise Breach("a gap that ends before it begins")


def check_end(value):
    member(value, "reason", "text", True)


def check_error(value):
    member(value, "code", "text")
    member(value, "message", "text")
    member(value, "retryAfterMs", "number")


CHECKS = {"hello": check_hello, "welcome": check_welcome, "publishWelcome": check_publish_welcome,
          "request": check_request, "response": check_response, "ping": check_report,
          "gap": check_gap, "end": check_end, "error": check_error}


def clock_of(t0, t1, t2, t3):
    """The other side's clock minus ours, and the round trip; microseconds."""
    return ((t1 - t0) + (t2 - t3)) / 2, (t3 - t0) - (t2 - t1)


# The test vectors


def described(message, wanted):
    said = {"type": message.type, "flags": message.flags, "streamId": message.stream_id,
            "sequence": message.sequence, "timestampUs": message.timestamp}
    if wanted is not None and "json" in wanted:
        return {**said, "json": read_object(message.payload)}
    return {**said, "payload": message.payload.hex()}


def pictured(frame):
    said = {"sequence": frame.sequence, "captureUs": frame.capture_us, "flags": frame.flags,
            "streamId": frame.stream_id, "picture": frame.picture.hex()}
    return said if frame.metadata is None else {**said, "metadata": frame.metadata}


def read_vector(vector, piece):
    """What comes of a vector's bytes, given in pieces."""
    decoder, joiner = Decoder(), Joiner()
    messages, frames, error = [], [], None
    data, wanted = bytes.fromhex(vector["hex"]), vector["messages"]
    try:
        for at in range(0, len(data), piece):
            for message in decoder.push(data[at:at + piece]):
                if "as" in vector:
                    CHECKS[vector["as"]](read_object(message.payload))
                if message.type == PONG and len(message.payload) != 24:
                    raise Breach("a PONG of another length")
                frame = joiner.push(message)
                if frame:
                    frames.append(pictured(frame))
                this = wanted[len(messages)] if len(messages) < len(wanted) else None
                messages.append(described(message, this))
    except Breach as breach:
        error = {"code": breach.code, "damage": breach.damage}
    return {"messages": messages, "frames": frames, "error": error}


def encode_again(wanted):
    return Message(wanted["type"], bytes.fromhex(wanted["payload"]), wanted["flags"],
                   wanted["streamId"], wanted["sequence"], wanted["timestampUs"]).encode()


def check_vectors(path):
    with open(path, encoding="utf-8") as file:
        content = json.load(file)
    faults = []
    for vector in content["vectors"]:
        wanted = {"messages": vector["messages"], "frames": vector.get("frames", []),
                  "error": vector.get("error")}
        for piece in (1, 7, len(vector["hex"])):
            if read_vector(vector, piece) != wanted:
                faults.append(vector["name"])
                break
        if all("payload" in one for one in vector["messages"]) and wanted["error"] is None:
            if b"".join(map(encode_again, vector["messages"])).hex() != vector["hex"]:
                faults.append("made again: " + vector["name"])
    for one in content["crc32"]:
        if "%08x" % zlib.crc32(one["text"].encode()) != one["crc32"]:
            faults.append("crc32 of " + one["text"])
    for one in content["clock"]:
        if clock_of(*(one[name] for name in ("t0", "t1", "t2", "t3"))) != (
                one["offsetUs"], one["roundTripUs"]):
            faults.append("clock")
    say("vectors", {"count": len(content["vectors"]), "faults": faults})
    return 3 if faults else 0


# The session


def say(what, value):
    try:
        print(json.dumps({what: value}), flush=True)
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more, and there is nobody to tell


def now_us():
    return time.time_ns() // 1000


class Session:
    """One session as a viewer or a commander."""

    def __init__(self, options):
        self.options = options
        self.decoder, self.joiner = Decoder(), Joiner()
        self.heartbeat = 5.0
        self.welcome = None
        self.expected = None     # the sequence that must come next
        self.after_gap = True    # the next frame must be KEY
        self.received = self.dropped = self.bytes = 0
        self.clocks, self.latencies = [], []
        self.digest = hashlib.sha256()
        self.output = open(options.output, "wb") if options.output else None
        self.waiting = []
        self.code, self.over = 0, False
        self.socket = self.connect()
        self.heard = self.sent = time.monotonic()

    def connect(self):
        host, port = self.options.address.rsplit(":", 1)
        raw = socket.create_connection((host.strip("[]"), int(port)), 10)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self.options.tls:
            return raw
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(raw)

    def send(self, type, value=None, payload=b""):
        if value is not None:
            payload = json.dumps(value).encode()
        self.sent = time.monotonic()
        self.socket.sendall(Message(type, payload, timestamp=now_us()).encode())

    def hello(self):
        options, hello = self.options, {"agent": "wire_client.py", "role": self.options.role}
        for name in ("token", "stream", "policy", "rate"):
            if getattr(options, name) is not None:
                hello[name] = getattr(options, name)
        kind, _, number = (options.start or "").partition(":")
        if kind == "ago":
            hello["from"] = {"kind": kind, "seconds": float(number)}
        elif kind == "seq":
            hello["from"] = {"kind": "sequence", "epoch": options.epoch, "sequence": int(number)}
        elif kind:
            hello["from"] = {"kind": kind}
        self.send(HELLO, hello)

    def run(self):
        self.hello()
        try:
            end = time.monotonic() + self.options.seconds
            while not self.over and time.monotonic() < end:
                beat = min(self.heartbeat, self.options.ping or self.heartbeat)
                self.wait(min(end - time.monotonic(), beat / 4))
        except Breach as breach:
            self.code = 3
            say("breach", {"code": breach.code, "damage": breach.damage, "message": str(breach)})
        except OSError as error:
            self.code = 2
            say("lost", {"message": str(error)})
        self.summarize()
        self.socket.close()
        return self.code

    def wait(self, seconds):
        pending = self.options.tls and self.socket.pending()
        if pending or select.select([self.socket], [], [], max(0, seconds))[0]:
            data = self.socket.recv(1 << 18)
            self.heard, self.heard_us = time.monotonic(), now_us()
            if not data:
                self.over = True
                say("closed", {})
            for message in self.decoder.push(data):
                self.take(message)
                if self.over:
                    return
        silent = time.monotonic() - self.heard
        if silent > 3 * self.heartbeat:
            raise OSError("nothing heard for %.1f s" % silent)
        every = min(self.heartbeat, self.options.ping or self.heartbeat)
        if time.monotonic() - self.sent > every:
            self.send(PING, {"received": self.received, "dropped": self.dropped})

    def take(self, message):
        if self.welcome is None and message.type not in (WELCOME, ERROR):
            raise Breach("message %d before WELCOME" % message.type)
        frame = self.joiner.push(message)
        if frame:
            return self.on_frame(frame)
        handler = {WELCOME: self.on_welcome, PING: self.on_ping, PONG: self.on_pong,
                   GAP: self.on_gap, END: self.on_end, EVENT: self.on_event,
                   RESPONSE: self.on_response, ERROR: self.on_error}.get(message.type)
        if handler:
            handler(message)

    def on_welcome(self, message):
        if self.welcome is not None:
            raise Breach("a second WELCOME")
        self.welcome = read_object(message.payload)
        check_welcome(self.welcome)
        self.heartbeat = self.welcome.get("heartbeatMs", 5000) / 1000
        say("welcome", self.welcome)
        kind, _, number = (self.options.start or "").partition(":")
        if kind == "seq" and self.options.epoch == self.welcome["epoch"]:
            self.expected, self.after_gap = int(number), False
        for _ in range(4):
            self.send(PING)
        for index, method in enumerate(self.options.request or ()):
            params = json.loads(self.options.params) if self.options.params else {}
            self.waiting.append(index)
            self.send(REQUEST, {"id": index, "method": method, "params": params})

    def on_frame(self, frame):
        if self.expected is not None and frame.sequence != self.expected:
            raise Breach("frame %d where %d must come" % (frame.sequence, self.expected))
        if self.after_gap and not frame.flags & KEY:
            raise Breach("frame %d begins and is not KEY" % frame.sequence)
        self.expected, self.after_gap = frame.sequence + 1, False
        self.received += 1
        self.bytes += len(frame.picture)
        self.digest.update(frame.picture)
        if self.output:
            self.output.write(frame.picture)
        told = {"sequence": frame.sequence, "flags": frame.flags, "captureUs": frame.capture_us,
                "sizeBytes": len(frame.picture), "crc32": "%08x" % zlib.crc32(frame.picture)}
        if self.clocks:
            told["latencyUs"] = round(now_us() + self.clock()[0] - frame.capture_us)
            self.latencies.append(told["latencyUs"])
        if not self.options.quiet:
            say("frame", told if frame.metadata is None else {**told, "metadata": frame.metadata})
        if self.options.frames and self.received >= self.options.frames:
            self.over = True

    def on_gap(self, message):
        gap = read_object(message.payload)
        check_gap(gap)
        say("gap", gap)
        self.after_gap = True
        if gap["reason"] == "epoch":
            self.expected = None
            return
        if self.expected is not None and gap["first"] != self.expected:
            raise Breach("a gap from %d where %d must come" % (gap["first"], self.expected))
        self.dropped += gap["last"] - gap["first"] + 1
        self.expected = gap["last"] + 1

    def on_end(self, message):
        end = read_object(message.payload)
        check_end(end)
        say("end", end)

    def on_event(self, message):
        event = read_object(message.payload)
        if event.get("event") == "stream":
            check_stream(member(event, "data", "object", True))
        say("event", event)

    def on_ping(self, message):
        t1 = self.heard_us
        self.send(PONG, payload=struct.pack(">QQQ", message.timestamp, t1, now_us()))

    def on_pong(self, message):
        t3 = self.heard_us
        if len(message.payload) != 24:
            raise Breach("a PONG of %d bytes" % len(message.payload))
        t0, t1, t2 = struct.unpack(">QQQ", message.payload)
        offset, round_trip = clock_of(t0, t1, t2, t3)
        if round_trip >= 0:
            self.clocks = (self.clocks + [(offset, round_trip)])[-8:]
            say("clock", {"offsetUs": offset, "roundTripUs": round_trip})

    def clock(self):
        return min(self.clocks, key=lambda one: one[1])

    def on_response(self, message):
        response = read_object(message.payload)
        check_response(response)
        say("response", response)
        if response["id"] not in self.waiting:
            raise Breach("an answer to nothing: %r" % response["id"])
        self.waiting.remove(response["id"])
        if not self.waiting and not self.options.frames:
            self.over = True

    def on_error(self, message):
        error = read_object(message.payload)
        check_error(error)
        say("error", error)
        self.code, self.over = 1, True

    def summarize(self):
        if self.output:
            self.output.close()
        times = sorted(self.latencies)
        latency = {name: times[min(len(times) - 1, int(len(times) * part))]
                   for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))} if times else None
        say("summary", {"received": self.received, "dropped": self.dropped, "bytes": self.bytes,
                        "next": self.expected, "sha256": self.digest.hexdigest(),
                        "epoch": self.welcome and self.welcome["epoch"], "latencyUs": latency})


def main():
    parser = argparse.ArgumentParser(description="A client of picam's framed protocol")
    parser.add_argument("address", nargs="?", help="host:port")
    parser.add_argument("--vectors", metavar="FILE", help="check the test vectors instead")
    parser.add_argument("--role", default="view", choices=("view", "control"))
    parser.add_argument("--token")
    parser.add_argument("--stream")
    parser.add_argument("--from", dest="start", metavar="live|oldest|ago:S|seq:N")
    parser.add_argument("--epoch", help="with --from seq:N")
    parser.add_argument("--policy", choices=("live", "gapless"))
    parser.add_argument("--rate", type=float)
    parser.add_argument("--request", action="append", metavar="METHOD")
    parser.add_argument("--params", metavar="JSON")
    parser.add_argument("--ping", type=float, metavar="SECONDS", help="ask for the clock so often")
    parser.add_argument("--frames", type=int, help="end after so many")
    parser.add_argument("--seconds", type=float, default=30, help="end after so long")
    parser.add_argument("--output", metavar="FILE", help="write the pictures there")
    parser.add_argument("--quiet", action="store_true", help="no line for each frame")
    parser.add_argument("--tls", action="store_true")
    options = parser.parse_args()
    if options.vectors:
        return check_vectors(options.vectors)
    return Session(options).run()


if __name__ == "__main__":
    sys.exit(main())
