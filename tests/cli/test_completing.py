"""Completion scripts: what bash completes with them, and that they have every command and switch."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from chaffinch.cli.app import app
from chaffinch.cli.completing import SHELLS, Offer, offers, script

FOUND = list(offers(typer.main.get_command(app)))


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("chaffinch cl", "clean"),
        ("chaffinch --ver", "--version"),
        ("chaffinch clean news --pass", "--passages"),
        ("chaffinch clean --passages ", "remove mark report off"),
        ("chaffinch clean --keep ea", "earliest"),
        ("chaffinch clean news --out ", ""),  # bash completes files
        ("chaffinch clean clean --keep ea", "earliest"),  # a folder may have the name of a command
        ("chaffinch index re", "retract"),
        ("chaffinch index build --html-fo", "--html-format"),
        ("chaffinch rules sh", "show"),
    ],
)
def test_bash_completes(line: str, offered: str, tmp_path: Path) -> None:
    (tmp_path / "script").write_text(script("bash", FOUND), encoding="utf-8")
    code = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _chaffinch; echo "${COMPREPLY[*]}"'
    words = ["bash", "-c", code, "-", str(tmp_path / "script"), *line.split(" ")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == (offered, "")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_has_every_command_and_switch(shell: str) -> None:
    text = script(shell, FOUND)
    assert len(FOUND) > 20
    for offer in FOUND:
        assert all(name in text for name in offer.path)
        assert all(flag.removeprefix("--") in text for flag in offer.switches if flag.startswith("--"))


def test_help_texts_of_a_command_are_quoted() -> None:
    offer = Offer((), "", {"clean": "Don't \\ ask"}, {})
    assert script("fish", [offer]) == (
        "complete -c chaffinch -f -n '__fish_use_subcommand' -a clean -d 'Don\\'t \\\\ ask'\n"
    )


def test_the_command_prints_the_script_and_refuses_other_shells() -> None:
    done = CliRunner().invoke(app, ["completion", "zsh"])
    assert done.exit_code == 0 and done.stdout.startswith("#compdef chaffinch\n")
    refused = CliRunner().invoke(app, ["completion", "csh"])
    assert refused.exit_code == 2 and "bash, zsh, fish" in refused.output
