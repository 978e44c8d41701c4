"""What a command costs: wall-clock time, CPU seconds and memory of all its processes."""

import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass

SAMPLE_SECONDS = 0.02


class CommandFailed(Exception):
    """A command ended with a status other than 0."""


@dataclass
class Usage:
    """wall and cpu in seconds, cpu being user and system time of the command and of all children it
    waited for; peak_process is the largest peak of any one process, peak_sum the largest sum of
    resident memory over all processes at one moment (sampled), both in bytes."""

    wall: float
    cpu: float
    peak_process: int
    peak_sum: int
    output: str


def _memory(pid):
    """Resident memory and its peak, in bytes, of a process; 0, 0 once it is gone."""
    values = {"VmRSS": 0, "VmHWM": 0}
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            for line in file:
                name, _, rest = line.partition(":")
                if name in values:
                    values[name] = int(rest.split()[0]) * 1024
    except (OSError, ValueError):
        pass
    return values["VmRSS"], values["VmHWM"]


def _tree(pid):
    """The process and all its descendants."""
    yield pid
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                for child in file.read().split():
                    yield from _tree(int(child))
    except OSError:
        return


class _Sampler(threading.Thread):
    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.done = pid, threading.Event()
        self.peak_process = self.peak_sum = 0

    def run(self):
        while not self.done.wait(SAMPLE_SECONDS):
            memory = [_memory(pid) for pid in _tree(self.pid)]
            self.peak_sum = max(self.peak_sum, sum(resident for resident, _ in memory))
            self.peak_process = max([self.peak_process] + [peak for _, peak in memory])


def run(command, env=None):
    """Run a command to its end; raises CommandFailed with what it wrote on stderr."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
                                   env={**os.environ, **(env or {})})
        sampler = _Sampler(process.pid)
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        sampler.done.set()
        sampler.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            message = errors.read().decode(errors="replace").strip().splitlines() or [""]
            raise CommandFailed(f"{command[0]} ended with {process.returncode}: {message[-1]}")
        return Usage(wall, usage.ru_utime + usage.ru_stime, sampler.peak_process,
                     max(sampler.peak_sum, sampler.peak_process), output.read().decode())


def spawn_seconds(command):
    """From start to exit of a command whose output nobody reads. Status 1 (no hits) is as good."""
    null = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0) for fd in (0, 1, 2)]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=null)
    _, status = os.waitpid(pid, 0)
    taken = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise CommandFailed(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return taken


def size_of(path):
    """The bytes of a file, or of all files below a folder."""
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(folder, name))
               for folder, _, names in os.walk(path) for name in names)
