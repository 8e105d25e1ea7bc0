"""Work on hostile input in a child process with limits of time and memory.

The sandbox knows nothing of the work: a *target* such as ``chaffinch.html.extract:worker`` names a function that the
child calls once. It loads what the work needs and returns the function that maps a request to an answer, both bytes.
"""

from __future__ import annotations

import atexit
import faulthandler
import os
import signal
import struct
import subprocess
import sys
import weakref
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from chaffinch.errors import DocumentError, UsageError

__all__ = ["EXTRACTION", "Sandbox", "begin"]

EXTRACTION = "chaffinch.html.extract:worker"
"""The target that extracts pages; it is named here, since its module takes longer to import than this one."""

# Exit codes of a child that met its limit. The watchdog of faulthandler always exits with 1.
_TOO_LONG, _TOO_MUCH = 1, 3
_KILLED = -9  # of a child that a signal has ended at once
# A child that has closed its pipe is about to end; one that does not is killed.
_GRACE_SECONDS = 5.0
# C libraries hide a failed allocation behind other errors (libxml2: bad syntax). A request that fails when
# the child has taken this share of its memory failed for lack of it.
_TIGHT = 0.5
_NEVER = 1e6  # seconds: twelve days, before which the watchdog is cancelled
# A frame is 8 bytes of length and as many bytes; the first byte of an answer is its kind.
# The first frame to a child has the limits, in seconds and bytes.
_LENGTH, _LIMITS = struct.Struct(">Q"), struct.Struct(">dQ")
_DONE, _FAILED = b"+", b"-"
_CHILD = "from chaffinch.html.sandbox import serve; serve()"
_STATUS = Path("/proc/self/status")
_THREADS = "OPENBLAS_NUM_THREADS"  # numpy starts one for each core, which wait in a loop for work that never comes

Work = Callable[[bytes], bytes]

_begun: dict[tuple[int, str], subprocess.Popen[bytes]] = {}
"""Children that `begin` has started and no sandbox has taken yet, by process and target."""


def begin(target: str) -> None:
    """Start a child without waiting for it; the next sandbox of the target takes it."""
    key = os.getpid(), target
    if key not in _begun:
        child = _begun[key] = _new(target)
        atexit.register(_end, child, os.getpid())


class Sandbox:
    """Send requests to a child process, and replace the child when a request ends it.

    The child starts with the first request, or with `begin`. It is no `multiprocessing` child, so the daemonic workers
    of a pool can start it, too. It ends when its standard input ends, that is, with its parent; a request that is
    running then ends by its time limit. One thread may use a sandbox at a time; after a fork each process has a child
    of its own. The memory limit needs Linux; on other systems only the time limit holds.

    Args:
        name: the name of the work in messages.
        target: ``module:function``.
        seconds: the time that one request may take.
        memory: the bytes that one request may take, beside those of the loaded libraries.
    """

    def __init__(self, name: str, target: str, *, seconds: float, memory: int) -> None:
        self._name, self._target = name, target
        self._seconds, self._memory = seconds, memory
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._stop: Callable[[], Any] = lambda: None

    def __call__(self, request: bytes) -> bytes:
        """Answer a request; if it fails in a used child, which may be damaged, try it once more in a fresh one.

        Also if the child was killed: by somebody else, or by a system without memory, it may be no fault of the page.

        Raises:
            DocumentError: the work raised it, or took too long or too much memory, or crashed.
            UsageError: the child could not be started.
        """
        fresh = self._child is None or self._owner != os.getpid()
        answer, code = self._ask(request)
        if answer is None and (code == _KILLED or (not fresh and code != _TOO_LONG)):
            answer, code = self._ask(request)
        if answer is None:
            raise DocumentError(self._message(code))
        if answer[:1] == _FAILED:
            raise DocumentError(answer[1:].decode())
        return answer[1:]

    def close(self) -> None:
        """End the child; the next request starts another."""
        self._stop()
        self._child = None

    def _ask(self, request: bytes) -> tuple[bytes | None, int]:
        child = self._started()
        answer = None
        try:
            with suppress(BrokenPipeError):
                _send(child.stdin, request)
                answer = _receive(child.stdout)
        except BaseException:  # an interrupt: the late answer must not be read as that to the next request
            self.close()
            raise
        if answer is not None:
            return answer, 0
        code = _exit_code(child)
        self.close()
        return None, code

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._owner == os.getpid():
            return self._child
        child = _begun.pop((os.getpid(), self._target), None) or _new(self._target)
        self._child, self._owner = child, os.getpid()
        self._stop = weakref.finalize(self, _end, child, self._owner)
        with suppress(BrokenPipeError):  # it ended, and may have said why
            _send(child.stdin, _LIMITS.pack(self._seconds, self._memory))
        ready = _receive(child.stdout)
        if ready != _DONE:
            self.close()
            raise UsageError(f"cannot start {self._target}: {(ready or b'-the process ended')[1:].decode()}")
        return child

    def _message(self, code: int) -> str:
        if code == _TOO_LONG:
            return f"{self._name} took longer than {self._seconds:g} s"
        if code == _TOO_MUCH:
            size = f"{self._memory / 1e9:.1f} GB" if self._memory >= 1e9 else f"{self._memory / 1e6:g} MB"
            return f"{self._name} took more than {size} of memory"
        return f"{self._name} crashed ({f'signal {-code}' if code < 0 else f'exit status {code}'})"


def _new(target: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _CHILD, target],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, _THREADS: "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def _exit_code(child: subprocess.Popen[bytes]) -> int:
    try:
        return child.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def _end(child: subprocess.Popen[bytes], owner: int) -> None:
    if os.getpid() != owner:  # a fork must not end its parent's child; with a code set, Popen warns of no running child
        child.returncode = 0
        return
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        with suppress(BrokenPipeError):  # closing sends what is buffered, to a child that has ended
            _open(pipe).close()


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("the child was started without pipes")
    return pipe


def _send(pipe: IO[bytes] | None, frame: bytes) -> None:
    pipe = _open(pipe)
    pipe.write(_LENGTH.pack(len(frame)))
    pipe.write(frame)
    pipe.flush()


def _receive(pipe: IO[bytes] | None) -> bytes | None:
    head = _open(pipe).read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    frame = _open(pipe).read(length)
    return frame if len(frame) == length else None


# -- in the child


def serve() -> None:
    """Answer the requests on standard input until it ends; only the child calls this."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Control-C is the parent's to handle
    os.dup2(2, 1)  # what a library prints must not get between the frames
    try:
        work = _load(sys.argv[1])
        limits = _receive(source)
        if limits is None:
            return None
        seconds, memory = _LIMITS.unpack(limits)
        tight = _limit(memory)
    except Exception as error:  # the parent raises it
        return _send(sink, _FAILED + f"{type(error).__name__}: {error}".encode())
    _send(sink, _DONE)
    while (frame := _receive_or_end(source)) is not None:
        answer = _answer(work, frame, seconds)
        if answer[:1] == _FAILED and tight():
            os._exit(_TOO_MUCH)
        _send(sink, answer)


def _load(target: str) -> Work:
    module, _, name = target.partition(":")
    work: Work = getattr(import_module(module), name)()
    # The stack of the watchdog's thread stays mapped: start it once before memory is measured.
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(_NEVER, file=nowhere)
        faulthandler.cancel_dump_traceback_later()
    return work


def _receive_or_end(source: IO[bytes]) -> bytes | None:
    try:
        return _receive(source)
    except MemoryError:
        os._exit(_TOO_MUCH)


def _answer(work: Work, request: bytes, seconds: float) -> bytes:
    """Do the work; end the process when it takes longer than ``seconds``, even inside C code."""
    with Path(os.devnull).open("w") as nowhere:  # for the watchdog's traceback
        try:
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        except RuntimeError:  # no memory for its thread
            os._exit(_TOO_MUCH)
        try:
            return _DONE + work(request)
        except MemoryError:
            os._exit(_TOO_MUCH)
        except DocumentError as error:
            return _FAILED + str(error).encode("utf-8", "replace")
        except Exception as error:  # a defect of the work fails this request only, with the name of the error
            return _FAILED + f"{type(error).__name__}: {error}".encode("utf-8", "replace")
        finally:
            faulthandler.cancel_dump_traceback_later()


def _limit(memory: int) -> Callable[[], bool]:
    """Limit the address space of this process to what it has and ``memory`` bytes more.

    Returns:
        A function that tests whether most of ``memory`` (`_TIGHT`) has been used.
    """
    if not _STATUS.exists():
        return lambda: False
    import resource

    base = _status("VmSize")
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = base + memory if hard == resource.RLIM_INFINITY else min(base + memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resident = _status("VmHWM")  # not the peak of address space, of which threads reserve more than they use
    return lambda: _status("VmHWM") - resident > _TIGHT * memory


def _status(key: str) -> int:
    """Read a size of this process, in bytes."""
    lines = _STATUS.read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(key))
