"""Start the command line in a fork of a process that has imported it, as importing takes most of a short command.

`chaffinch` gives the words that stand in place of ``python -m chaffinch``. They start a small program that passes its
descriptors, folder, environment and arguments to a server, which forks, runs the command in the fork and gives its exit
code back. What the interpreter reads when it starts (see `AT_START`) must be as it is in the server; otherwise the
program becomes ``python -m chaffinch`` itself.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from measuring import python_path

__all__ = ["COLD", "chaffinch"]

COLD = "CHAFFINCH_COLD_STARTS"
"""The variable of the environment that, when it is set, starts each command in an interpreter of its own."""

_HERE = Path(__file__).parent


def chaffinch() -> list[str]:
    """Give the words that start the command line; the arguments of a command follow them."""
    if os.environ.get(COLD) or sys.platform != "linux":  # elsewhere a fork after loading numpy is not safe
        return [sys.executable, "-m", "chaffinch"]
    return [sys.executable, "-I", "-S", str(_HERE / "warm_client.py"), _socket(), "chaffinch"]


@cache
def _socket() -> str:
    """Start the server of this process, and give the path of its socket; the server ends with this process."""
    folder = tempfile.mkdtemp(prefix="chaffinch-")  # short: the path of a socket has 107 bytes at most
    path = str(Path(folder) / "socket")
    env = {**os.environ, **python_path()}
    words = [sys.executable, str(_HERE / "warm_server.py"), path]
    server = subprocess.Popen(words, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdin and server.stdout
    assert server.stdout.readline() == b"ready\n", "the server of commands has not started"
    atexit.register(_close, server, folder)
    return path


def _close(server: subprocess.Popen[bytes], folder: str) -> None:
    assert server.stdin and server.stdout
    server.stdin.close()
    server.stdout.close()
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)
