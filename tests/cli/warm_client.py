"""Run ``warm_client.py SOCKET MODULE WORD...`` as ``python -m MODULE WORD...``, in a fork of the server if that can be.

It imports little and starts without ``site``, as it is started for every command.
"""

import array
import json
import os
import signal
import socket
import sys

AT_START = ("PYTHON", "LC_", "LANG")
"""How the variables begin that an interpreter reads when it starts."""


def at_start(environment: dict[str, str]) -> dict[str, str]:
    """Give the part of an environment that an interpreter reads when it starts; empty values and paths are nothing."""
    found = {name: value for name, value in environment.items() if name.startswith(AT_START) and value}
    return found | {"PYTHONPATH": os.pathsep.join(filter(None, found.get("PYTHONPATH", "").split(os.pathsep)))}


def main() -> None:
    """Run the command and end as it ends: with its exit code, or by the same signal."""
    path, module, *words = sys.argv[1:]
    given = [number for number in (0, 1, 2) if is_open(number)]
    order = {"words": words, "folder": os.getcwd(), "environment": dict(os.environ), "descriptors": given}  # noqa: PTH109  (pathlib takes 10 ms to import)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.connect(path)
        data = json.dumps(order).encode()
        passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", given))] if given else []
        server.sendmsg([len(data).to_bytes(8, "little")], passed)
        server.sendall(data)
        answer = server.makefile("rb").readline()
    if answer == b"other start\n":
        os.execv(sys.executable, [sys.executable, "-m", module, *words])
    status = int(answer)
    if os.WIFSIGNALED(status):
        signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


def is_open(number: int) -> bool:
    """Whether this process was started with a descriptor."""
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
