#!/usr/bin/env python3
"""Clients that mean no good, against a service: TAP on standard output.

usage: serve-hostile.py PORT

Runs beside a well-behaved client, which must be answered all the while.
"""
import http.client
import os
import socket
import sys
import threading
import time

import tap

PORT = int(sys.argv[1])


def connect(source="127.0.0.1"):
    one = socket.socket()
    one.bind((source, 0))
    one.settimeout(15)
    one.connect(("127.0.0.1", PORT))
    return one


def read_all(one):
    parts = []
    try:
        while part := one.recv(65536):
            parts.append(part)
    except OSError:
        pass
    return b"".join(parts)


def send(data, half_closed=False):
    """Send bytes, return all that comes back."""
    with connect() as one:
        try:
            one.sendall(data)
            if half_closed:
                one.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # cut off already: what was said before that still counts
        return read_all(one)


def get(target, headers="", method="GET"):
    """The status of one request written as it is, and the whole reply."""
    reply = send(f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n".encode("utf-8", "surrogateescape"))
    status = reply.split(b" ", 2)[1].decode() if reply.startswith(b"HTTP/1.") else ""
    return status, reply


class Bystander(threading.Thread):
    """Searches every few moments, from another address; notes what fails or is slow."""

    def __init__(self):
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.answers, self.failures, self.slowest = 0, [], 0.0

    def run(self):
        while not self.done.wait(0.05):
            start = time.monotonic()
            try:
                client = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10, source_address=("127.0.0.2", 0))
                client.request("GET", "/search?q=Iran&limit=2")
                reply = client.getresponse()
                body = reply.read()
                if reply.status != 200 or b'"hits"' not in body:
                    self.failures.append((reply.status, body[:100]))
                client.close()
                self.answers += 1
            except OSError as error:
                self.failures.append(error)
            self.slowest = max(self.slowest, time.monotonic() - start)


def bad_addresses():
    for target, wanted in [
        ("/search?q=%", "400"), ("/search?q=%4", "400"), ("/search?q=%zz", "400"), ("/search?q=%ff%fe", "400"),
        ("/search?q=%ed%a0%80", "400"), ("/search?q=%c0%af", "400"), ("/search?q=Iran%00", None), ("/search?limit=%00", "400"),
        ("/search?q=" + "(" * 3000, "400"), ("/search?q=" + "a+OR+" * 2000 + "b", None), ("/search?q=*a", "400"),
        ("/search?q=%F0%9F%92%A3&source=%F0%9F%92%A3", "400"), ("/search?q=%E2%80%AEnari", None),
        ("/articles/..%2f..%2f..%2fetc%2fpasswd", "404"), ("/articles/%2e%2e", "404"), ("/articles/%00", "404"),
        ("/assets/..%2f..%2fopenapi.json", "404"), ("/assets/../../../etc/passwd", "404"), ("/assets//etc/passwd", "404"),
        ("/assets/%2e%2e/%2e%2e/etc/passwd", "404"), ("/../../etc/passwd", "404"), ("//etc/passwd", "404"),
        ("/search/", "404"), ("/SEARCH?q=a", "404"), ("/search?q=a&index=../../etc", "404"),
        ("/search?q=a&format=html&from=%22%3E%3Cscript%3E", "400"),
    ]:
        status, reply = get(target)
        good = status == wanted if wanted else status in ("200", "400")
        tap.ok(f"{target[:48]}", good and b"root:" not in reply, (status, reply[:300]))


def injections():
    status, reply = get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E&source=%22%3E%3Cimg%20src=x%3E", "Accept: text/html\r\n")
    body = reply.split(b"\r\n\r\n", 1)[1]
    tap.ok("nothing of a query runs in the page", status == "200" and b"<script>alert" not in body and b"<img" not in body, body)
    tap.ok("the page may load nothing else", b"Content-Security-Policy: default-src 'none'; script-src 'self'" in reply, reply[:900])
    for header in ["X-Request-Id: a%0d%0aSet-Cookie: x=1", "X-Request-Id: a\rSet-Cookie: x=1", "Origin: a%0d%0aX: y", "Host: a%0d%0aX: y"]:
        status, reply = get("/search?q=Iran%0d%0aSet-Cookie:%20x=1&limit=1", header + "\r\n")
        head = reply.split(b"\r\n\r\n", 1)[0]
        tap.ok(f"no header comes from {header[:30]!r}", b"\nSet-Cookie" not in head and b"\nX: y" not in head, head)
    status, reply = get("/opensearch.xml", "")
    reply = send(b'GET /opensearch.xml HTTP/1.1\r\nHost: "><x>\r\nConnection: close\r\n\r\n')
    tap.ok("a bad host is not repeated", b"<x>" not in reply, reply)


def bad_requests():
    for name, data in [
        ("nothing but blanks", b"\r\n" * 100), ("random bytes", os.urandom(5000)), ("no version", b"GET /\r\n\r\n"),
        ("another version", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n"), ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(500)),
        ("NUL in the address", b"GET /hea\0lth HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("two lengths", b"POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 30\r\n\r\nq=a"),
        ("a negative length", b"POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nq=a"),
        ("a huge length", b"POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\nq=a"),
        ("length and chunks", b"POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("bad chunks", b"POST /search HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"),
        ("a chunk as large as memory", b"POST /search HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n\r\n"),
        ("a megabyte of headers", b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"A: " + b"b" * (1 << 20) + b"\r\n\r\n"),
        ("many headers", b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"".join(b"A%d: b\r\n" % n for n in range(50000)) + b"\r\n"),
        ("a megabyte of address", b"GET /search?q=" + b"a" * (1 << 20) + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
    ]:
        reply = send(data, half_closed=True)
        tap.ok(f"refused: {name}", not reply.startswith(b"HTTP/1.1 200"), reply[:300])

    for name, data in [
        ("more parameters than there is memory for", b"GET /search?" + b"a&" * 8000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("more cookies than that", b"GET /health HTTP/1.1\r\nHost: x\r\nCookie: " + b"a;" * 15000 + b"\r\n\r\n"),
        ("a body that is packed", b"POST /search HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        ("a length with a blank before its colon", b"POST /search HTTP/1.1\r\nHost: x\r\nContent-Length : 3\r\n\r\nq=a"),
        ("a host that is told twice", b"GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
    ]:
        start = time.monotonic()
        reply = send(data)
        good = not reply.startswith(b"HTTP/1.1 200") and time.monotonic() - start < 1.5
        tap.ok(f"refused, and at once: {name}", good, (time.monotonic() - start, reply[:300]))

    for name, data in [
        ("a header without a name", b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n: y\r\n\r\n"),
        ("NUL in a header", b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nA: b\0c\r\n\r\n"),
    ]:
        reply = send(data)
        tap.ok(f"answered or refused: {name}", reply[:13] in (b"HTTP/1.1 200 ", b"HTTP/1.1 400 "), reply[:300])


def bodies():
    form = "Content-Type: application/x-www-form-urlencoded\r\n"
    chunks = b"4\r\nq=Ir\r\n2\r\nan\r\n0\r\n\r\n"
    reply = send(f"POST /search?limit=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{form}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks)
    tap.ok("a body in chunks", b'"text": "Iran"' in reply, reply[:300])
    start = time.monotonic()
    reply = send(f"POST /search HTTP/1.1\r\nHost: x\r\n{form}Transfer-Encoding: chunked\r\n\r\n".encode() + b"8000\r\n" + b"a" * 0x8000 + b"\r\n" + b"8000\r\n" + b"a" * 0x8000 + b"\r\n" + b"8000\r\n" + b"a" * 0x8000 + b"\r\n")
    tap.ok("chunks without end", b"200 OK" not in reply and time.monotonic() - start < 10, reply[:300])
    reply = send(f"POST /search HTTP/1.1\r\nHost: x\r\n{form}Content-Length: 999999\r\n\r\n".encode())
    tap.ok("a body that is too large is refused before it comes", reply.startswith(b"HTTP/1.1 413"), reply[:300])
    one = b"GET /search?q=Iran&limit=1 HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    reply = send(one * 20 + last)
    tap.ok("pipelining: all are answered, in order", reply.count(b"HTTP/1.1 200 OK") == 21 and reply.endswith(b"ok\n"), reply[-300:])
    reply = send(one, half_closed=True)
    tap.ok("half-closed: answered whole, or taken as gone", not reply or b'"hits"' in reply, reply[:300])


def cut_off():
    for number in range(200):
        with connect() as one:
            one.sendall(b"GET /search?q=Iran+OR+russia&limit=100&full=1 HTTP/1.1\r\nHost: x\r\n\r\n"[: 20 + number])
    tap.ok("200 clients that go amid their request", True)
    for _ in range(50):
        with connect() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            one.sendall(b"GET /search?q=the+OR+iran&limit=100&full=1 HTTP/1.1\r\nHost: x\r\n\r\n")
    tap.ok("50 that reset amid the answer", True)


def slow():
    """Clients that send a byte now and then, or read none: --request-time 2, --reply-time 3."""
    senders = [connect() for _ in range(50)]
    start = time.monotonic()
    alive = list(senders)
    head = b"GET /search?q=Iran HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"a" * 200
    sent = 0
    while alive and time.monotonic() - start < 14:
        for one in list(alive):
            try:
                one.sendall(head[sent % len(head): sent % len(head) + 1])
                one.setblocking(False)
                try:
                    if one.recv(100) == b"":
                        alive.remove(one)
                except BlockingIOError:
                    pass
                one.setblocking(True)
            except OSError:
                alive.remove(one)
        sent += 1
        time.sleep(0.1)
    tap.ok("slow senders are ended", not alive, f"{len(alive)} live after {time.monotonic() - start:.1f} s")
    for one in senders:
        one.close()
    readers = []
    for _ in range(8):
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        one.connect(("127.0.0.1", PORT))
        one.sendall(b"GET /search?q=*&limit=100&full=1 HTTP/1.1\r\nHost: x\r\n\r\n" * 30)
        readers.append(one)
    time.sleep(8)
    ended = 0
    for one in readers:
        one.settimeout(5)
        try:
            while one.recv(1 << 20):
                pass
            ended += 1
        except TimeoutError:
            pass
        except OSError:
            ended += 1
        one.close()
    tap.ok("slow readers are ended", ended == 8, ended)


def crowd():
    """More connections than there is room for, that all say nothing."""
    crowd, refused = [], 0
    for number in range(10000):
        one = socket.socket()
        one.settimeout(0.3)
        try:
            one.bind((f"127.0.1.{number % 200 + 1}", 0))
            one.connect(("127.0.0.1", PORT))
            crowd.append(one)
        except OSError:
            refused += 1
            one.close()
            if refused > 20:
                break
    time.sleep(1)
    tap.ok("10,000 silent connections, as many as this system opens", len(crowd) > 500, len(crowd))
    status, _ = get("/health")
    tap.ok("room is made for who asks", status == "200", status)
    for one in crowd:
        one.close()


bystander = Bystander()
bystander.start()
bad_addresses()
injections()
bad_requests()
bodies()
cut_off()
slow()
crowd()
time.sleep(1)
bystander.done.set()
bystander.join()
tap.ok("another client was answered all the while", bystander.answers > 50 and not bystander.failures, (bystander.answers, bystander.failures[:3]))
tap.ok("and in time", bystander.slowest < 5, bystander.slowest)
print(f"# {bystander.answers} answers, the slowest after {bystander.slowest:.3f} s")
tap.done()
