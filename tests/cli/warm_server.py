"""Run commands in forks of this process, which has imported the command line; it ends when its stdin is closed."""

from __future__ import annotations

import array
import contextlib
import gc
import io
import json
import os
import pkgutil
import select
import socket
import sys
from importlib import import_module
from typing import Any

from warm_client import at_start

LENGTH = 8
"""Bytes of the number before an order, which says how long the order is."""

APART = ("chaffinch.__main__", "chaffinch.integrations.", "chaffinch.spark")
"""How the names of modules begin that start something, or need a library of another pipeline."""

TEXT = "The lock is shut.\n\nAll rights reserved.\n"


def prepare() -> None:
    """Import the command line and what it imports late, and load the rules and the model of lines."""
    import duckdb  # noqa: F401
    import trafilatura  # noqa: F401

    import chaffinch

    for found in pkgutil.walk_packages(chaffinch.__path__, "chaffinch."):
        if not found.name.startswith(APART):
            import_module(found.name)
    import_module("chaffinch.step").Stripper(level="normal")(TEXT)
    gc.collect()
    gc.freeze()  # else the collection at the end of a fork touches, and so copies, the memory of everything imported


def serve(path: str) -> None:
    """Answer orders until stdin is closed; a fork of this process waits for each command."""
    own = at_start(dict(os.environ))
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(path)
    listening.listen(64)
    print("ready", flush=True)
    while listening in select.select([listening, sys.stdin], [], [])[0]:
        connection, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            answer(connection, own)
            return
        connection.close()
        reap()


def reap() -> None:
    """Wait for the forks that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def answer(connection: socket.socket, own: dict[str, str]) -> None:
    """Run one command in a fork and send its status; in that fork, return to end as an interpreter ends."""
    order, descriptors = received(connection)
    if at_start(order["environment"]) != own:
        connection.sendall(b"other start\n")
        os._exit(0)
    child = os.fork()
    if child == 0:
        connection.close()
        become(order, descriptors)
        run(order["words"])
        return
    for number in descriptors:
        os.close(number)
    _, status = os.waitpid(child, 0)
    connection.sendall(f"{status}\n".encode())
    os._exit(0)


def received(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Read an order and the descriptors that came with it."""
    numbers = array.array("i")
    head, ancillary, _, _ = connection.recvmsg(LENGTH, socket.CMSG_SPACE(3 * numbers.itemsize))
    for _, _, data in ancillary:
        numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
    missing, parts = int.from_bytes(head, "little"), []
    while missing:
        parts.append(connection.recv(missing))
        missing -= len(parts[-1])
    return json.loads(b"".join(parts)), list(numbers)


def become(order: dict[str, Any], descriptors: list[int]) -> None:
    """Make this process one that was started in the folder, with the environment and the streams of the client."""
    given = dict(zip(order["descriptors"], descriptors, strict=True))
    for number in (0, 1, 2):
        if number in given:
            os.dup2(given[number], number)
            os.close(given[number])
        else:
            os.close(number)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.path[0] = order["folder"]
    sys.stdin, sys.stdout, sys.stderr = (stream(number) if number in given else None for number in (0, 1, 2))  # type: ignore[assignment]
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr  # type: ignore[misc]


def stream(number: int) -> io.TextIOWrapper:
    """Open a standard stream as the interpreter does when it starts."""
    was = (sys.__stdin__, sys.__stdout__, sys.__stderr__)[number]
    raw = io.FileIO(number, "r" if number == 0 else "w", closefd=False)
    unbuffered = bool(number and os.environ.get("PYTHONUNBUFFERED"))
    buffer: Any = io.BufferedReader(raw) if number == 0 else raw if unbuffered else io.BufferedWriter(raw)
    assert was
    return io.TextIOWrapper(
        buffer, was.encoding, was.errors, line_buffering=number == 2 or raw.isatty(), write_through=unbuffered
    )


def run(words: list[str]) -> None:
    """Run the command line; it ends with `SystemExit`, which ends this process as it ends every other."""
    from chaffinch.cli import main

    sys.argv = ["chaffinch", *words]
    main()


if __name__ == "__main__":
    prepare()
    serve(sys.argv[1])
