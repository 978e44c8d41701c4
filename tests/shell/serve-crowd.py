#!/usr/bin/env python3
"""Many clients at once: so many connections, then a search on each, then all answers.

usage: serve-crowd.py PORT NUMBER

Prints how many were answered whole.
"""
import resource
import socket
import sys

PORT, NUMBER = int(sys.argv[1]), int(sys.argv[2])
REQUEST = b"GET /search?q=Iran&limit=1&snippets=0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def connect(number):
    """Not all from one address: it has fewer ports than that to spare."""
    one = socket.socket()
    one.settimeout(60)
    one.bind((f"127.0.2.{number % 8 + 1}", 0))
    one.connect(("127.0.0.1", PORT))
    return one


def answer(one):
    parts = []
    while part := one.recv(65536):
        parts.append(part)
    whole = b"".join(parts)
    return whole.startswith(b"HTTP/1.1 200 ") and whole.endswith(b"}\n") and b'"hits"' in whole


_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
crowd = [connect(number) for number in range(NUMBER)]
for one in crowd:
    one.sendall(REQUEST)
print(sum(answer(one) for one in crowd))
