#!/usr/bin/env python3
"""Requests that are refused before anything is done for them, against a service with an access log.

usage: serve-refusals.py PORT ACCESS-LOG

Each is sent as it is, one after the other. TAP on standard output: what came back, and that the log
has one line for it, with an id, the client and the status.
"""
import json
import socket
import sys
import time

import tap

PORT, LOG = int(sys.argv[1]), sys.argv[2]
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CHUNK = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"


def post(path, headers, body=b""):
    return b"POST /" + path + b" HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n" + body


def get(path, headers):
    return b"GET /" + path + b" HTTP/1.1\r\n" + headers + b"\r\n"


# Name, what is sent, the status of the answer (None: there is none), the status and the path in the log.
CASES = [
    ("no request line", b"nonsense\r\n\r\n", None, 400, None),
    ("no version", b"GET /\r\n\r\n", 400, 400, None),
    ("another version", b"GET /a HTTP/9.9\r\nHost: x\r\n\r\n", 505, 400, None),
    ("an address beyond all memory", get(b"a?q=" + b"a" * (1 << 20), b"Host: x\r\n"), 414, 414, None),
    ("an address beyond the limit", get(b"long?q=" + b"a" * 5000, b"Host: x\r\nConnection: close\r\n"), 414, 414, None),
    ("no host", get(b"nohost", b""), 400, 400, "/nohost"),
    ("a header without colon", get(b"nocolon", b"Host: x\r\nnocolon\r\n"), 400, 400, "/nocolon"),
    ("a megabyte of headers", get(b"headers", b"Host: x\r\nA: " + b"b" * (1 << 20) + b"\r\n"), 431, 431, "/headers"),
    ("many headers", get(b"many", b"Host: x\r\n" + b"".join(b"A%d: b\r\n" % n for n in range(5000))), 431, 431, "/many"),
    ("a negative length", post(b"negative", b"Content-Length: -1\r\n"), 400, 400, "/negative"),
    ("a length beyond 64 bits", post(b"huge", b"Content-Length: 99999999999999999999\r\n"), 413, 413, "/huge"),
    ("a length beyond the limit", post(b"large", FORM + b"Content-Length: 99999\r\n"), 413, 413, "/large"),
    ("two lengths", post(b"two", FORM + b"Content-Length: 3\r\nContent-Length: 30\r\n", b"q=a"), 400, 400, "/two"),
    ("a length and chunks", post(b"both", FORM + b"Content-Length: 3\r\n" + CHUNKED, b"0\r\n\r\n"), 400, 400, "/both"),
    ("chunks that are none", post(b"bad", FORM + CHUNKED, b"zz\r\n\r\n"), 400, 400, "/bad"),
    ("chunks beyond the limit", post(b"chunks", FORM + CHUNKED + b"Connection: close\r\n", CHUNK * 3 + b"0\r\n\r\n"), 413, 413, "/chunks"),
    ("chunks without end", post(b"endless", FORM + CHUNKED, CHUNK * 64), None, 413, "/endless"),
    ("headers that do not end", get(b"slowhead", b"Host: x\r\n")[:-2], 408, 408, "/slowhead"),
    ("a body that does not end", post(b"slowbody", FORM + b"Content-Length: 9\r\n", b"q="), 408, 408, "/slowbody"),
]


def send(data):
    with socket.create_connection(("127.0.0.1", PORT), timeout=15) as one:
        parts = []
        try:
            one.sendall(data)
        except OSError:
            pass  # cut off already: what was said before that still counts
        try:
            while part := one.recv(65536):
                parts.append(part)
        except OSError:
            pass
        return b"".join(parts)


def lines():
    with open(LOG, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def new_lines(before):
    """The lines since then; waits for the first."""
    for _ in range(100):
        after = lines()[before:]
        if after:
            return after
        time.sleep(0.05)
    return []


seen = set()
for name, data, status, logged, path in CASES:
    before = len(lines())
    reply = send(data)
    got = int(reply.split(b" ", 2)[1]) if reply.startswith(b"HTTP/1.1 ") else None
    tap.ok(f"{name}: {status or 'the connection ends'}", got == status, reply[:300])
    found = new_lines(before)
    line = found[0] if len(found) == 1 else {}
    known = (line.get("status"), line.get("path"), line.get("client")) == (logged, path, "127.0.0.1")
    tap.ok(f"{name}: a line in the log", known and line["id"] and line["id"] not in seen, found)
    seen.add(line.get("id"))
    if b"X-Request-Id: " in reply:
        tap.ok(f"{name}: the same id", f"X-Request-Id: {line.get('id')}\r\n".encode() in reply, (reply[:300], line))
tap.done()
