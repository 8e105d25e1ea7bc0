"""Rules made ready for matching, each alternative by itself; those of the package once and for all.

Taking the literals out of three hundred patterns takes half a second, in every process. So what comes of it is kept
beside the packs, in ``packs/compiled.msgpack``; ``python -m chaffinch.boilerplate.rules.compiled`` writes it anew,
and a test compares. It is used only while it is the packs' own: after a change rules are compiled where needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib import resources
from pathlib import Path

import msgspec

from chaffinch.boilerplate.rules.atoms import Atom, atoms
from chaffinch.boilerplate.rules.ends import ANY, anchored, ends
from chaffinch.boilerplate.rules.extent import longest, needs_digit
from chaffinch.boilerplate.rules.packs import Rule, packaged, read_all
from chaffinch.boilerplate.rules.patterns import write
from chaffinch.boilerplate.rules.syntax import WORD, Alt, Node, parse
from chaffinch.errors import UsageError

__all__ = ["FILE", "Compiled", "compiled", "encoded", "ready"]

FILE = "compiled.msgpack"

# What may stand around the words of a line: bullets, pipes, arrows, dashes, brackets of links. Nothing that code has
# at the ends of its lines ("next;", "tags = {"), and no price
_LEAD = r"(?:(?:[•·∙●○◦▪■□►▶‣※*|¦…–—_→←«‹\[\-]|[<>]+ ) ?)*"
_TRAIL = r"(?: ?(?:[.:,!…|¦•·*–—_»›→←\]▼▾\-]| [<>]+))*"


_SIGN = "\0"  # stands for WORD in what is kept


class Compiled(msgspec.Struct, frozen=True, array_like=True):
    """One of the alternatives of a rule's pattern, and what of it matching needs.

    Attributes:
        id, category, scope, score, alone: the rule's.
        source: what RE2 reads, with a sign for the letters of words: the class comes again and again.
        atoms: see `chaffinch.boilerplate.rules.atoms.atoms`; each set sorted.
        digits: whether every match has a digit in it.
        reach: bytes that a match takes at most, white space narrowed.
        ends: of a rule that is anchored to an end of its text, the tables of `ends.ends`: those
            of the first letters, and those of the last ones.
    """

    id: str
    category: str
    scope: str
    score: float
    alone: bool
    source: str
    atoms: tuple[tuple[Atom, ...], ...]
    digits: bool
    reach: float
    ends: tuple[bytes, ...]

    @property
    def pattern(self) -> str:
        """What RE2 reads."""
        return self.source.replace(_SIGN, WORD)


class _Stored(msgspec.Struct, frozen=True):
    """The file beside the packs."""

    digest: str
    rules: tuple[Compiled, ...]


def compiled(rule: Rule) -> list[Compiled]:
    """Compile the alternatives of one rule, which say more of their matches than all of them together.

    Raises:
        UsageError: the pattern is malformed, or has no literal to find it by.
    """
    try:
        tree = parse(rule.pattern)
    except ValueError as error:
        raise UsageError(f"rule {rule.id}: {error}, in {rule.pattern!r}") from error
    whole = _compiled(rule, tree)
    if not whole.atoms and not (rule.scope == "line" and whole.digits):
        raise UsageError(f"rule {rule.id}: the pattern has no literal of a few letters that each match contains")
    parts = [_compiled(rule, node) for node in tree.nodes] if isinstance(tree, Alt) else []
    return parts if parts and all(part.atoms for part in parts) else [whole]


def _compiled(rule: Rule, tree: Node) -> Compiled:
    found = tuple(tuple(sorted(some)) for some in atoms(tree, rule.scope))
    source = write(tree)
    if rule.scope == "line":
        source = f"^{_LEAD}(?:{source}){_TRAIL}$"
    elif rule.scope in ("paragraph", "tail"):
        source = f"^{_LEAD}(?:{source})"
    source = source.replace(WORD, _SIGN)
    return Compiled(
        rule.id, rule.category, rule.scope, rule.score, rule.alone, source, found, needs_digit(tree),
        float(longest(tree)), _ends(tree, rule.scope, not found),
    )  # fmt: skip


def _ends(tree: Node, scope: str, bare: bool) -> tuple[bytes, ...]:
    """Give the tables of ends of a rule; none if it is anchored at neither end."""
    line = scope == "line"
    start, stop = line or scope in ("paragraph", "tail") or anchored(tree), line or anchored(tree, backwards=True)
    if not start and not stop:
        return ()
    first, last = (ends(tree, backwards=back, whole=start and stop, plain=bare) for back in (False, True))
    return *(first if start else ANY), *(last if stop else ANY)


@lru_cache(maxsize=1)
def ready() -> tuple[Compiled, ...] | None:
    """Give the rules of the package as they were kept; None if a pack has changed since."""
    kept = resources.files("chaffinch.boilerplate") / "packs" / FILE
    if not kept.is_file():
        return None
    stored = msgspec.msgpack.decode(kept.read_bytes(), type=_Stored)
    return stored.rules if stored.digest == _digest(packaged()) else None


def _digest(packs: Sequence[tuple[str, str]]) -> str:
    return blake2b("\0".join(part for pack in packs for part in pack).encode(), digest_size=16).hexdigest()


def encoded() -> bytes:
    """Compile the rules of the package, for the file."""
    return msgspec.msgpack.encode(
        _Stored(_digest(packaged()), tuple(part for rule in read_all() for part in compiled(rule)))
    )


if __name__ == "__main__":
    Path(__file__).parents[1].joinpath("packs", FILE).write_bytes(encoded())
