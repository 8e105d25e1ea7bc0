"""A child process that hangs, grows, crashes or loses its parent."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaffinch.errors import DocumentError, UsageError
from chaffinch.html import sandbox as sandboxes
from chaffinch.html.sandbox import Sandbox

WORK = """
    import os, signal, sys, time
    from chaffinch.errors import DocumentError
    seen = []
    def make():
        print("a library that prints")
        return work
    def fails():
        raise ImportError("no such engine")
    def work(request):
        seen.append(request)
        order, _, rest = request.partition(b" ")
        if order == b"echo":
            return rest
        if order == b"pid":
            return str(os.getpid()).encode()
        if order == b"refuse":
            raise DocumentError("refused: \\u00e9")
        if order == b"sleep":
            time.sleep(60)
        if order == b"spin":
            sum(range(10**12))
        if order == b"grow":
            return b"." * 10**9
        if order == b"hide":  # as libxml2 does: the lack of memory shows as another error
            hoard = []
            try:
                while True:
                    hoard.append(bytearray(1 << 20))
            except MemoryError:
                hoard.clear()
            raise DocumentError("bad syntax")
        if order == b"abort":
            os.abort()
        if order == b"killed":  # once, as by somebody else
            if not os.path.exists(rest):
                open(rest, "w").close()
                os.kill(os.getpid(), signal.SIGKILL)
            return b"again"
        if order == b"second":  # fails in a child that has worked before
            if len(seen) > 1:
                os._exit(9)
            return b"fresh"
        raise AssertionError(order)
"""


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "hostile_work.py").write_text(textwrap.dedent(WORK))
    monkeypatch.syspath_prepend(tmp_path)
    return "hostile_work:make"


@pytest.fixture
def sandbox(target: str) -> Iterator[Sandbox]:
    box = Sandbox("work", target, seconds=30, memory=100_000_000)
    yield box
    box.close()


def test_answers_with_any_bytes(sandbox: Sandbox) -> None:
    for raw in (b"", b"\0", b"-", bytes(range(256)) * 10_000):
        assert sandbox(b"echo " + raw) == raw


def test_one_child_serves_all_requests(sandbox: Sandbox) -> None:
    assert sandbox(b"pid") == sandbox(b"pid") != str(os.getpid()).encode()


def test_starts_no_child_before_the_first_request(target: str) -> None:
    box = Sandbox("work", "no_such_module:make", seconds=1, memory=1)
    box.close()
    with pytest.raises(UsageError, match="cannot start no_such_module:make: ModuleNotFoundError"):
        box(b"echo")


def test_the_next_sandbox_of_the_same_work_takes_a_child_that_was_begun(target: str) -> None:
    sandboxes.begin(target)
    sandboxes.begin(target)
    child = sandboxes._begun[os.getpid(), target]
    first, second = (Sandbox("work", target, seconds=seconds, memory=10**8) for seconds in (0.2, 9))
    assert int(first(b"pid")) == child.pid != int(second(b"pid"))
    assert (os.getpid(), target) not in sandboxes._begun
    with pytest.raises(DocumentError, match=r"work took longer than 0\.2 s"):
        first(b"sleep")
    second.close()
    assert _has_ended(child.pid)


def test_a_child_that_is_not_taken_ends_with_its_parent(target: str) -> None:
    code = f"import chaffinch.html.sandbox as s; s.begin({target!r}); print([c.pid for c in s._begun.values()][0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert _has_ended(int(done.stdout))
    assert not done.stderr


def test_the_error_names_why_the_child_cannot_start(target: str) -> None:
    with pytest.raises(UsageError, match="no such engine"):
        Sandbox("work", "hostile_work:fails", seconds=1, memory=10**8)(b"echo")


def test_passes_a_refusal_on(sandbox: Sandbox) -> None:
    child = sandbox(b"pid")
    with pytest.raises(DocumentError, match=r"^refused: é$"):
        sandbox(b"refuse")
    assert sandbox(b"pid") == child


@pytest.mark.parametrize("order", [b"sleep", b"spin"])
def test_ends_a_request_that_hangs(target: str, order: bytes) -> None:
    box = Sandbox("work", target, seconds=0.2, memory=10**8)
    child = box(b"pid")
    with pytest.raises(DocumentError, match=r"^work took longer than 0.2 s$"):
        box(order)
    assert box(b"pid") != child
    box.close()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory limit needs Linux")
@pytest.mark.parametrize("order", [b"grow", b"hide", b"echo " + b"." * 200_000_000])
def test_ends_a_request_that_takes_too_much_memory(sandbox: Sandbox, order: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^work took more than 100 MB of memory$"):
        sandbox(order)
    assert sandbox(b"echo on") == b"on"


def test_survives_a_crash(sandbox: Sandbox) -> None:
    with pytest.raises(DocumentError, match=rf"^work crashed \(signal {signal.SIGABRT:d}\)$"):
        sandbox(b"abort")
    assert sandbox(b"echo on") == b"on"


def test_a_defect_of_the_work_is_a_failure_with_its_name(sandbox: Sandbox) -> None:
    with pytest.raises(DocumentError, match="AssertionError: b'what'"):
        sandbox(b"what")


def test_tries_once_more_in_a_fresh_child(sandbox: Sandbox) -> None:
    sandbox(b"echo before")
    assert sandbox(b"second") == b"fresh"


def test_tries_once_more_if_a_fresh_child_was_killed(sandbox: Sandbox, tmp_path: Path) -> None:
    assert sandbox(b"killed " + os.fsencode(tmp_path / "seen")) == b"again"


def test_a_child_killed_between_requests_is_replaced(sandbox: Sandbox) -> None:
    os.kill(int(sandbox(b"pid")), signal.SIGKILL)
    assert sandbox(b"echo on") == b"on"


def test_an_interrupt_leaves_no_stale_answer(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox(b"echo before")

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("chaffinch.html.sandbox._receive", interrupted)
        sandbox(b"echo stale")
    assert sandbox(b"echo new") == b"new"


def _has_ended(pid: int) -> bool:
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_the_child_ends_when_it_is_closed_or_forgotten(target: str) -> None:
    closed, forgotten = (Sandbox("work", target, seconds=9, memory=10**8) for _ in range(2))
    pids = [int(closed(b"pid")), int(forgotten(b"pid"))]
    closed.close()
    closed.close()
    del forgotten
    gc.collect()
    assert all(map(_has_ended, pids))


_here: list[Sandbox] = []


def _pids_in_worker(target: str) -> tuple[int, int]:
    if not _here:
        _here.append(Sandbox("work", target, seconds=9, memory=10**8))
    return os.getpid(), int(_here[0](b"pid"))


@pytest.mark.skipif(sys.platform == "win32", reason="fork is POSIX")
def test_works_in_daemonic_workers_and_ends_with_them(target: str) -> None:
    _here.clear()
    _, ours = _pids_in_worker(target)
    with multiprocessing.get_context("fork").Pool(1) as pool:  # daemonic; inherits our sandbox
        worker, child = pool.apply(_pids_in_worker, (target,))
    assert worker != os.getpid()
    assert child != ours
    assert _has_ended(child)
    assert _pids_in_worker(target)[1] == ours
    _here.pop().close()
