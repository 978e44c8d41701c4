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


# What libmicrohttpd refuses by itself, in HTML and without an id, and what it ends without a word.
HTML, NOTHING = "libmicrohttpd's own", None

# Name, what is sent, the status and the problem of the answer, the status and the path in the log.
CASES = [
    ("no request line", b"nonsense\r\n\r\n", None, NOTHING, 400, None),
    ("no method", b" /a HTTP/1.1\r\nHost: x\r\n\r\n", None, NOTHING, 400, None),
    ("no version", b"GET /\r\n\r\n", 400, HTML, 400, None),
    ("no version that is one", b"GET / HTTP/1.10\r\nHost: x\r\n\r\n", 400, HTML, 400, None),
    ("an old version", b"GET /a HTTP/0.9\r\nHost: x\r\n\r\n", 505, HTML, 400, None),
    ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, HTML, 400, None),
    ("an address beyond all memory", get(b"a?q=" + b"a" * (1 << 20), b"Host: x\r\n"), 414, HTML, 414, None),
    ("an address beyond the limit", get(b"long?q=" + b"a" * 5000, b"Host: x\r\nConnection: close\r\n"), 414, "address-size", 414, None),
    ("an address beyond both limits", get(b"long?q=" + b"a" * 12000, b"Host: x\r\nConnection: close\r\n"), 414, "address-size", 414, None),
    ("an address with a blank", get(b"a b?q=c", b"Host: x\r\n"), 400, "encoding", 400, "/a b"),
    ("an address with a tab", get(b"a?q=c\td", b"Host: x\r\n"), 400, "encoding", 400, "/a"),
    ("many parameters", get(b"params?" + b"a&" * 1500, b"Host: x\r\n"), 400, "limit", 400, "/params"),
    ("more of them than fit", get(b"params?" + b"a&" * 4000, b"Host: x\r\n"), 414, "address-size", 414, None),
    ("no host", get(b"nohost", b""), 400, "malformed", 400, "/nohost"),
    ("two hosts", get(b"hosts", b"Host: x\r\nHost: x\r\n"), 400, "malformed", 400, "/hosts"),
    ("a host that is none", get(b"badhost", b"Host: a b\r\n"), 400, "malformed", 400, "/badhost"),
    ("a header without colon", get(b"nocolon", b"Host: x\r\nnocolon\r\n"), 400, HTML, 400, "/nocolon"),
    ("a blank before the colon", get(b"blank", b"Host: x\r\nContent-Length : 3\r\n"), 400, "malformed", 400, "/blank"),
    ("a header that begins with a blank", get(b"fold", b" Host: x\r\n"), 400, "malformed", 400, "/fold"),
    ("a return in a header", get(b"return", b"Host: x\r\nA: b\rc\r\n"), 400, "malformed", 400, "/return"),
    ("headers beyond the limit", get(b"over", b"Host: x\r\nA: " + b"b" * 9000 + b"\r\n"), 431, "header-size", 431, "/over"),
    ("headers of twice the limit", get(b"twice", b"Host: x\r\nA: " + b"b" * 16000 + b"\r\n"), 431, "header-size", 431, "/twice"),
    ("a megabyte of headers", get(b"headers", b"Host: x\r\nA: " + b"b" * (1 << 20) + b"\r\n"), 431, HTML, 431, "/headers"),
    ("many headers", get(b"many", b"Host: x\r\n" + b"".join(b"A%d: b\r\n" % n for n in range(5000))), 431, HTML, 431, "/many"),
    ("a negative length", post(b"negative", b"Content-Length: -1\r\n"), 400, HTML, 400, "/negative"),
    ("a length beyond 64 bits", post(b"huge", b"Content-Length: 99999999999999999999\r\n"), 413, HTML, 413, "/huge"),
    ("a length beyond the limit", post(b"large", FORM + b"Content-Length: 99999\r\n"), 413, "body-size", 413, "/large"),
    ("two lengths", post(b"two", FORM + b"Content-Length: 3\r\nContent-Length: 30\r\n", b"q=a"), 400, "framing", 400, "/two"),
    ("a length and chunks", post(b"both", FORM + b"Content-Length: 3\r\n" + CHUNKED, b"0\r\n\r\n"), 400, "framing", 400, "/both"),
    ("chunks in HTTP/1.0", post(b"old", FORM + CHUNKED, b"0\r\n\r\n").replace(b"1.1", b"1.0"), 400, "framing", 400, "/old"),
    ("a body that is packed", post(b"packed", FORM + b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"), 501, "transfer-coding", 501, "/packed"),
    ("chunks that are none", post(b"bad", FORM + CHUNKED, b"zz\r\n\r\n"), 400, HTML, 400, "/bad"),
    ("a chunk beyond 64 bits", post(b"vast", FORM + CHUNKED, b"f" * 17 + b"\r\n"), 413, HTML, 413, "/vast"),
    ("chunks beyond the limit", post(b"chunks", FORM + CHUNKED + b"Connection: close\r\n", CHUNK * 3 + b"0\r\n\r\n"), 413, "body-size", 413, "/chunks"),
    ("chunks without end", post(b"endless", FORM + CHUNKED, CHUNK * 36), 413, "body-size", 413, "/endless"),
    ("headers that do not end", get(b"slowhead", b"Host: x\r\n")[:-2], 408, "timeout", 408, "/slowhead"),
    ("a body that does not end", post(b"slowbody", FORM + b"Content-Length: 9\r\nX-Request-Id: mine\r\n", b"q="), 408, "timeout", 408, "/slowbody"),
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


def check_answer(name, reply, status, problem, line):
    """The answer is whose it should be, and names the request as the log does."""
    head, _, body = reply.partition(b"\r\n\r\n")
    if problem == NOTHING:
        tap.ok(f"{name}: the connection ends", reply == b"", reply[:300])
        return
    got = int(reply.split(b" ", 2)[1]) if reply.startswith(b"HTTP/1.1 ") else None
    if problem == HTML:
        tap.ok(f"{name}: {status}, by libmicrohttpd", got == status and b"<html>" in body and b"X-Request-Id" not in head, reply[:300])
        return
    headers = dict(part.split(b": ", 1) for part in head.split(b"\r\n")[1:])
    told = json.loads(body) if headers.get(b"Content-Type") == b"application/problem+json" else {}
    wanted = (status, status, f"/problems/{problem}", line.get("id"), line.get("id"), str(len(body)))
    found = (got, told.get("status"), told.get("type"), told.get("request_id"),
             headers.get(b"X-Request-Id", b"").decode(), headers.get(b"Content-Length", b"").decode())
    tap.ok(f"{name}: {status}, {problem}, under its id", found == wanted and told["detail"], (found, wanted, reply[:300]))


seen = set()
for name, data, status, problem, logged, path in CASES:
    before = len(lines())
    reply = send(data)
    found = new_lines(before)
    line = found[0] if len(found) == 1 else {}
    check_answer(name, reply, status, problem, line)
    known = (line.get("status"), line.get("path"), line.get("client")) == (logged, path, "127.0.0.1")
    tap.ok(f"{name}: a line in the log", known and line["id"] and line["id"] not in seen, found)
    if b"X-Request-Id: mine" in data:
        tap.ok(f"{name}: the client's own id", line.get("id") == "mine", line)
    seen.add(line.get("id"))
tap.done()
