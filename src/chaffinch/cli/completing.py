"""The command that prints a completion script: commands, switches and their choices, for the Tab key of a shell.

The script has everything in it, so that a press of Tab starts no Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from chaffinch.cli.options import pasteable
from chaffinch.errors import UsageError

__all__ = ["SHELLS", "Offer", "app", "offers", "script"]

app = typer.Typer()

SHELLS = ("bash", "zsh", "fish")

_CHOICES = re.compile(r"[\w-]+(\|[\w-]+)+")
"""How help writes the values of a switch that has a few."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one command offers for completion.

    Attributes:
        path: the words that lead to it, such as ``("index", "build")``; empty for the program.
        about: its help in one line.
        commands: names of the commands below it, with their help.
        switches: by the switch: whether it takes a value, the choices of that (empty: a file or any text), its help.
    """

    path: tuple[str, ...]
    about: str
    commands: dict[str, str]
    switches: dict[str, tuple[bool, tuple[str, ...], str]]


@app.command()
@pasteable
def completion(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help=f"One of {', '.join(SHELLS)}.")],
    context: typer.Context,
) -> None:
    """Print the script that completes commands with Tab.

    Prints the script; docs/commands.md has the line for each shell that loads it.
      chaffinch completion bash > ~/.local/share/bash-completion/completions/chaffinch
      chaffinch completion fish > ~/.config/fish/completions/chaffinch.fish
    """
    if shell not in SHELLS:
        raise UsageError(f"there is no completion for {shell}; choose one of {', '.join(SHELLS)}")
    typer.echo(script(shell, list(offers(context.find_root().command))), nl=False)


def offers(command: Any, path: tuple[str, ...] = ()) -> Iterator[Offer]:
    """Yield what a command of typer offers, then what each command below it does, in their order."""
    below = {name: one for name, one in getattr(command, "commands", {}).items() if not one.hidden}
    switches: dict[str, tuple[bool, tuple[str, ...], str]] = {"--help": (False, (), "Show help and exit.")}
    for parameter in command.params:
        if parameter.param_type_name == "option" and not parameter.hidden:
            metavar = parameter.metavar or ""
            choices = tuple(metavar.split("|")) if _CHOICES.fullmatch(metavar) else ()
            for flag in (*parameter.opts, *parameter.secondary_opts):
                switches[flag] = (not parameter.is_flag, choices, _line(parameter.help))
    yield Offer(path, _line(command.help), {name: _line(one.help) for name, one in below.items()}, switches)
    for name, one in below.items():
        yield from offers(one, (*path, name))


def script(shell: str, found: list[Offer]) -> str:
    """Write the completion script of a shell, with a line end at its end."""
    if shell == "fish":
        return "".join(f"{line}\n" for offer in found for line in _fish(offer))
    return (_BASH if shell == "bash" else _ZSH).format(steps=_steps(found), cases="\n".join(map(_case, found)))


def _line(text: str | None) -> str:
    """Give the first sentence of a help text."""
    return re.split(r"(?<=\w)[.;:] |\.?$", " ".join((text or "").split("\n\n")[0].split()))[0]


_BASH = """\
# bash completion for chaffinch: made by chaffinch completion bash
_chaffinch() {{
    local cur="${{COMP_WORDS[COMP_CWORD]}}" prev="${{COMP_WORDS[COMP_CWORD-1]}}" reached="" offered="" word
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$reached/$word" in
            {steps}) reached="$reached/$word" ;;
        esac
    done
    case "$reached" in
{cases}
    esac
    COMPREPLY=($(compgen -W "$offered" -- "$cur"))
}}
complete -o default -F _chaffinch chaffinch
"""

_ZSH = """\
#compdef chaffinch
# zsh completion for chaffinch: made by chaffinch completion zsh
_chaffinch() {{
    local cur="${{words[CURRENT]}}" prev="${{words[CURRENT-1]}}" reached="" offered="" word
    for word in "${{(@)words[2,CURRENT-1]}}"; do
        case "$reached/$word" in
            {steps}) reached="$reached/$word" ;;
        esac
    done
    case "$reached" in
{cases}
    esac
    if [[ -n "$offered" ]]; then compadd -- ${{=offered}}; else _files; fi
}}
if [[ "$funcstack[1]" = "_chaffinch" ]]; then _chaffinch "$@"; else compdef _chaffinch chaffinch; fi
"""


def _steps(found: list[Offer]) -> str:
    """Give the pattern of all paths of commands."""
    return " | ".join(f'"/{"/".join(offer.path)}"' for offer in found if offer.path)


def _case(offer: Offer) -> str:
    """Give the branch of one command: choices after a switch that has them, else switches, else commands."""
    lines = [f'        "{"".join(f"/{name}" for name in offer.path)}")', '            case "$prev" in']
    for flag, (takes, choices, _) in offer.switches.items():
        if takes:
            lines.append(f'                {flag}) offered="{" ".join(choices)}" ;;')
    lines += [
        f'                *) if [[ "$cur" == -* ]]; then offered="{" ".join(offer.switches)}"',
        f'                   else offered="{" ".join(offer.commands)}"; fi ;;',
        "            esac ;;",
    ]
    return "\n".join(lines)


def _fish(offer: Offer) -> Iterator[str]:
    """Yield the lines of one command for fish."""
    seen = [f"__fish_seen_subcommand_from {name}" for name in offer.path]
    here = "; and ".join(seen) or "__fish_use_subcommand"
    other = f"; and not __fish_seen_subcommand_from {' '.join(offer.commands)}" if seen and offer.commands else ""
    for name, about in offer.commands.items():
        yield f"complete -c chaffinch -f -n '{here}{other}' -a {name} -d {_quoted(about)}"
    for flag, (takes, choices, about) in offer.switches.items():
        if flag.startswith("--"):
            value = f" -x -a '{' '.join(choices)}'" if choices else " -r" if takes else ""
            yield f"complete -c chaffinch -n '{here}{other}' -l {flag[2:]}{value} -d {_quoted(about)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
