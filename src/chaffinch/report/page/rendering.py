"""Turns what was gathered into one file of HTML that needs nothing else: no server, no network, no other file.

Everything from the corpus is untrusted. The templates escape it, control and direction characters are replaced, no link
target is made from it, and a content security policy inside of the file allows only the style and the script whose
digests it lists.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from chaffinch.model import KEEPER_REASONS
from chaffinch.report.page.cards import CONTEXT, Card, shortened
from chaffinch.report.page.frame import PAIR_HEIGHT, Frame
from chaffinch.report.page.groups import marked
from chaffinch.report.terminal import colour, command, many, share, shown, size

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment
    from markupsafe import Markup

    from chaffinch.report.page.contents import Contents

__all__ = ["card", "environment", "policy", "render", "side_by_side", "static", "summary_table"]

_PACKAGE = "chaffinch.report.page"


@cache
def environment() -> Environment:
    """Make the environment of the templates, which escapes all values."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader(_PACKAGE, "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined, bytecode_cache=_compiled(),
    )  # fmt: skip
    made.filters |= {
        "shown": lambda text: shown(text or "", lines=True), "line": lambda text: shown(text or ""), "size": size,
        "close": close, "ahead": ahead, "behind": behind,
        "share": share, "many": many, "hue": colour, "shortened": shortened, "number": lambda count: f"{count:,}",
    }  # fmt: skip
    made.globals |= {"command": command, "keeper_reasons": KEEPER_REASONS}
    return made


def _compiled() -> BytecodeCache | None:
    """Give the folder of this user in which Jinja keeps compiled templates; None where there is no safe one.

    To compile them takes a third of the time that the page of a small run takes.
    """
    from jinja2 import FileSystemBytecodeCache

    try:
        return FileSystemBytecodeCache(pattern="chaffinch-%s.cache")
    except (OSError, RuntimeError):  # no temporary folder, or one that another user has made
        return None


_BLANK = re.compile(r"\n\s*\n")


def close(text: str) -> str:
    r"""Make a text safe to show, with its lines but without blank ones, which would take room on a card.

    >>> close("one\n\n \ntwo")
    'one\ntwo'
    """
    return _BLANK.sub("\n", shown(text, lines=True))


def ahead(text: str, more: bool) -> str:
    """Give what stands before a passage; where there is more of it, from the first whole word on.

    >>> ahead("ning news. ", True), ahead("Good. ", False)
    ('… news. ', 'Good. ')
    """
    _, blank, rest = text.partition(" ")
    return f"… {close(rest if blank else text)}" if more and text else close(text)


def behind(text: str, more: bool) -> str:
    """Give what stands behind a passage; where there is more of it, up to the last whole word.

    >>> behind(" The eveni", True), behind(" The end", False)
    (' The …', ' The end')
    """
    rest, blank, _ = text.rpartition(" ")
    return f"{close(rest if blank else text)} …" if more and text else close(text)


@cache
def static(*names: str) -> Markup:
    """Give files of the package one after the other, as text that needs no escaping."""
    from markupsafe import Markup

    folder = files(_PACKAGE) / "static"
    return Markup("\n".join((folder / name).read_text("utf-8").strip() for name in names))


STYLES = ("uplot.min.css", "page.css")
SCRIPTS = ("uplot.min.js", "page.js")
"""The style and the script of the page, from files of the package."""


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Give a content security policy that allows these scripts and styles of the file alone, by their digests.

    >>> policy(["let a"], [])
    "default-src 'none'; script-src 'sha256-IfEXP/8HLuXoAiy0hZVrCAcjcLsZqYFpLOHDGj8enqE='; style-src 'none'; \
base-uri 'none'; form-action 'none'"
    """
    allowed = (" ".join(map(_digest, texts)) or "'none'" for texts in (scripts, styles))
    return "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'".format(*allowed)


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def render(contents: Contents) -> str:
    """Render the page of a run."""
    style, script = static(*STYLES), static(*SCRIPTS)
    anchors = {view.document: f"document-{i}" for i, view in enumerate(contents.documents, 1)}
    return environment().get_template("page.html.j2").render(
        page=contents, style=style, script=script, policy=policy([script], [style]), anchors=anchors,
        histograms=_safe_json(_histograms(contents)),
    )  # fmt: skip


def _histograms(contents: Contents) -> dict[str, Any]:
    numbers = contents.overview
    return {
        name: {"x": [one.start for one in bins], "y": [one.matches for one in bins]}
        for name, bins in (("documents", numbers.documents), ("passages", numbers.passages))
        if bins
    }


def _safe_json(tree: Any) -> Markup:
    """Write JSON that can stand inside of a script element: no ``<``, ``>`` or ``&`` is left in it."""
    from markupsafe import Markup

    text = json.dumps(tree, ensure_ascii=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


_PLAIN: Mapping[str, Any] = {"keeper": None, "pattern": "", "pages": 0, "keeper_text": ""}
"""A card of a cut that neither a template nor a repeated passage is the reason of."""


def card(finding: Card | Mapping[str, Any], *, folder: str = "", anchors: Mapping[str, str] | None = None) -> Markup:
    """Render one cut between what stands around it, as on the page; a page of your own needs the style ``page.css``.

    Args:
        finding: a card, or a plain dictionary as `Card.to_dict` gives it, in which all that is not about the cut
            itself may be missing: ``keeper`` and ``pattern``, and what belongs to them.
        folder: the run folder, for the command that the card names; without it the card names none.
        anchors: by the ids of documents, the ids of elements of the page to which a document links.

    >>> made = card({"document": "a.txt", "host": None, "start": 5, "stop": 9, "action": "remove", "reason": "social",
    ...              "rule": "en.social.follow", "score": 0.9, "before": "Rain. ", "text": "<b>", "after": ""})
    >>> "&lt;b&gt;" in made and "en.social.follow" in made
    True
    """
    given = finding.to_dict() if isinstance(finding, Card) else {**_PLAIN, **finding}
    module: Any = environment().get_template("parts.html.j2").module
    made: Markup = module.card(given, folder, anchors or {})
    return made


def side_by_side(sides: Iterable[Mapping[str, Any]], similarity: float | None = None) -> Frame:
    """Show passages beside one another for a notebook, with words that differ marked, and what stands around them.

    Args:
        sides: each with ``name`` and ``place``, ``text``, the ``range`` of the passage in it, and the ranges of words
            that the other one lacks as ``differs``; in code points of the text.
        similarity: of the passages; None where it is unknown.
    """
    style = static("page.css")
    html = environment().get_template("pair.html.j2").render(
        sides=[_side(one) for one in sides], similarity=similarity, style=style, policy=policy([], [style])
    )  # fmt: skip
    return Frame(html, PAIR_HEIGHT)


def _side(one: Mapping[str, Any]) -> dict[str, Any]:
    """Split the text of a side into what stands before the passage, its pieces, and what stands behind it."""
    text, (start, stop) = one["text"], one["range"]
    spans = [(a - start, b - start) for a, b in one["differs"]]
    first = max(start - CONTEXT, 0)
    return {
        "name": one["name"], "place": one["place"], "pieces": marked(text[start:stop], spans),
        "before": ahead(text[first:start], first > 0),
        "after": behind(text[stop : stop + CONTEXT], stop + CONTEXT < len(text)),
    }  # fmt: skip


def summary_table(summary: Mapping[str, Any]) -> str:
    """Render the summary of a run as a small table for a notebook, without style or script."""
    return environment().get_template("summary.html.j2").render(summary=summary)
