"""The engine for one machine: kernels run in worker processes.

Workers are plain child processes, which read pickled calls from one pipe and write answers to another, because
``multiprocessing`` does not fit a library: with ``spawn`` it imports the caller's script again, which then runs twice
unless it has a main guard; and ``fork`` is unsafe beside the threads of Arrow and DuckDB. A worker ends when its parent
does, so that it never writes beside the workers of the run that goes on. Linux kills it with the thread that started
it, so an engine is used and closed in the thread that made it; elsewhere its pipe closes, and during a call a thread
notices that it has another parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any, TypeVar

from chaffinch.engines.stored import Advanced, StoredEngine, no_report
from chaffinch.errors import RunError
from chaffinch.schemas import keep_pandas_out

__all__ = ["LocalEngine", "answered"]


T = TypeVar("T")
R = TypeVar("R")
_Answer = tuple[int, bool, Any]
"""The index of an item, whether the call succeeded, and its result or its error."""

_KILLED_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>
_PAUSE = 0.5  # seconds between two checks that the parent is alive
_FUNCTION = -1  # in place of the index of an item: the message is the function for the items that follow
_LENGTH = struct.Struct("<Q")
_NEW_OBJECTS = 20_000  # after which a worker looks for cycles among its objects, as the command line does
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}  # each core has a worker already


def _send(pipe: IO[bytes], message: object) -> None:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    return pickle.loads(pipe.read(_LENGTH.unpack(head)[0]))


class Pool:
    """A fixed number of worker processes, started at once so that their imports overlap with other work.

    Args:
        workers: how many; with 0 every call runs in this process.
    """

    def __init__(self, workers: int) -> None:
        self._children = [_start() for _ in range(workers)]

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Call a function for each item, and yield the results in the order of the items, each as soon as possible.

        Args:
            function: can be pickled.
            items: can be pickled.

        Raises:
            RunError: a worker ended (killed, or out of memory); other errors are those of the function.
        """
        if not self._children:
            yield from map(function, items)
            return
        waiting, answers, done = SimpleQueue[int](), SimpleQueue[_Answer](), dict[int, R]()
        for index in range(len(items)):
            waiting.put(index)
        for child in self._children[: len(items)]:
            threading.Thread(target=_serve, args=(child, function, items, waiting, answers), daemon=True).start()
        for wanted in range(len(items)):
            while wanted not in done:
                index, ok, value = answers.get()
                if not ok:
                    self.close()
                    raise value
                done[index] = value
            yield done.pop(wanted)

    def close(self) -> None:
        """Kill the worker processes."""
        for child in self._children:
            with contextlib.suppress(OSError):
                child.kill()
            child.wait()
            for pipe in (_in(child), _out(child)):
                with contextlib.suppress(OSError):
                    pipe.close()
        self._children = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _serve(
    child: subprocess.Popen[bytes],
    function: Callable[[Any], Any],
    items: Sequence[Any],
    waiting: SimpleQueue[int],
    answers: SimpleQueue[_Answer],
) -> None:
    """Give a worker one waiting item after another, and pass its answers on.

    Each worker has a thread for this, since no call waits for several pipes on every system.
    """
    try:
        _send(_in(child), (_FUNCTION, function))  # once: it may hold what is known of all tasks
        with contextlib.suppress(Empty):
            while True:
                index = waiting.get_nowait()
                _send(_in(child), (index, items[index]))
                answers.put(_receive(_out(child)))
    except (EOFError, OSError, pickle.UnpicklingError):
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_PAUSE)  # its status is then its own, not that of the kill in `close`
        answers.put((_FUNCTION, False, _ended(child)))
    except Exception as error:  # the function or an item cannot be pickled
        answers.put((_FUNCTION, False, error))


def _ended(child: subprocess.Popen[bytes]) -> RunError:
    return RunError(
        f"a worker process ended unexpectedly (status {child.returncode}); it was killed, or ran out of memory. "
        "Try fewer --workers or less --memory; the same command resumes from the last finished part."
    )


def _start() -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-c", f"from chaffinch.engines.local import main; main({os.getpid()})"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        start_new_session=False,
    )
    return child


def _in(child: subprocess.Popen[bytes]) -> IO[bytes]:
    assert child.stdin is not None
    return child.stdin


def _out(child: subprocess.Popen[bytes]) -> IO[bytes]:
    assert child.stdout is not None
    return child.stdout


def main(parent: int) -> None:
    """Serve calls until the parent process ends (the loop of a worker process).

    Args:
        parent: its process id; it may have ended already.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    if sys.platform == "linux":  # a thread waits for the interpreter, which a call into a library may hold for seconds
        ctypes.CDLL(None).prctl(_KILLED_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before
            return
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    keep_pandas_out()
    gc.set_threshold(_NEW_OBJECTS)
    calls, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # output of libraries must not mix with the answers
    function: Callable[[Any], Any] = repr
    while True:
        try:
            index, value = _receive(calls)
        except EOFError:
            return
        if index == _FUNCTION:
            function = value
        else:
            _send(answers, (index, *answered(function, value)))


def answered(function: Callable[[T], R], item: T) -> tuple[bool, R | Exception]:
    """Call a function; return whether it succeeded, and its result or its error, which can be pickled."""
    try:
        return True, function(item)
    except Exception as error:
        return False, _portable(error)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PAUSE)
    os._exit(1)


def _portable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RunError(f"{type(error).__name__}: {error}")
    return error


class LocalEngine(StoredEngine):
    """Run kernels in worker processes.

    Args:
        folder: where the tables are kept.
        workers: number of processes; 0 runs everything in this process.
        version: part of every key, so that another version of the code uses no table of this one.
        advanced: called for the parts that are done, see `stored.Advanced`.
        hold: seconds for which tables are held in memory; without workers only.
    """

    def __init__(
        self,
        folder: Path,
        *,
        workers: int = 0,
        version: str = "",
        advanced: Advanced = no_report,
        hold: float = 0.0,
    ) -> None:
        super().__init__(folder, version=version, advanced=advanced, hold=0.0 if workers else hold)
        self._pool = Pool(workers)

    def close(self) -> None:
        """End the worker processes."""
        self._pool.close()

    def _each(self, function: Callable[[int], R], items: Sequence[int]) -> Iterator[R]:
        return self._pool.map(function, items)
