r"""Find the contacts of single entries of a list, such as events or calls for papers: they are data of the list.

A page has one contact card, or one for each of its editors right below one another. Where the same label stands several
times, above different addresses and with text between, each address is that of the entry above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from chaffinch.boilerplate.furniture.end_cards import HEADING
from chaffinch.boilerplate.furniture.page import Page
from chaffinch.boilerplate.furniture.reaching import reaches
from chaffinch.text import late_pattern

__all__ = ["spare_entries"]

ENTRIES = 3
"""Lines with the same label, at least, that are of the entries of a list. A judgement: a page may have two contacts."""

TOLD = 5
"""Words of a line without a label, at least, that is the text of an entry."""

_LABELLED = late_pattern(r"[\W_]*([^\W\d_][\w ./-]{0,24}):\W*(\w.*)")


def spare_entries(page: Page) -> None:
    r"""Let the contacts of the entries of a list stay.

    Args:
        page: what goes by other findings; it is changed.
    """
    going = {_label(page.line(at))[0] for at, gone in enumerate(page.gone) if gone} - {""}
    if not going:
        return  # most texts
    labels = [_label(page.line(at)) for at in range(len(page.lines))]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, (label, _) in enumerate(labels):
        if label in going:
            places[label].append(at)
    often = ((label, some) for label, some in places.items() if len(some) >= ENTRIES)
    contacts = {label: [at for at in some if _is_contact(page, at, label)] for label, some in often}
    of_entries = {label for label, some in contacts.items() if _is_of_entries(page, labels, some)}
    if not of_entries:
        return
    near = False  # whether the line above is of an entry
    for at, (label, _) in enumerate(labels):
        contact = bool(label) and _is_contact(page, at, label)
        near = contact and (label in of_entries or (near and page.joined(at, 1)))
        if near and page.gone[at]:
            page.spare(at)


def _label(line: str) -> tuple[str, str]:
    """Give the label of a line and what stands behind it, or two empty strings."""
    found = ":" in line and _LABELLED.fullmatch(line)
    return (found[1].strip().casefold(), found[2].casefold()) if found else ("", "")


def _is_contact(page: Page, at: int, label: str) -> bool:
    """Tell whether a line says how to reach somebody, or whom."""
    return HEADING.fullmatch(f"{label}:") is not None or reaches(page.line(at))


def _is_of_entries(page: Page, labels: Sequence[tuple[str, str]], some: Sequence[int]) -> bool:
    """Tell whether lines with the same label say different things, and text that stays is above each."""
    if len(some) < ENTRIES or not any(page.gone[at] for at in some) or len({labels[at][1] for at in some}) < len(some):
        return False
    bounds = zip((-1, *some), some, strict=False)
    return all(any(_tells(page, labels, at) for at in range(above + 1, below)) for above, below in bounds)


def _tells(page: Page, labels: Sequence[tuple[str, str]], at: int) -> bool:
    return not page.gone[at] and not labels[at][0] and len(page.line(at).split()) >= TOLD
