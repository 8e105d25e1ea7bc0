"""Find boilerplate by its phrases: a set of compiled rules, and what it finds in a batch of texts.

One pass over folded bytes proposes pairs of a rule and a block, or of a rule and a sentence; RE2 decides on these few.
Every text that RE2 reads is bounded, and equal texts are decided once, so no pattern and no input takes more than
linear time.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import re2
from msgspec import Struct, field
from msgspec.structs import replace

from chaffinch.boilerplate.languages import language
from chaffinch.boilerplate.rules.brackets import brackets, inserted
from chaffinch.boilerplate.rules.cache import ready
from chaffinch.boilerplate.rules.code_rules import CODE_RULES
from chaffinch.boilerplate.rules.compiled import Compiled, compiled
from chaffinch.boilerplate.rules.decider import Decider, expression
from chaffinch.boilerplate.rules.guards import guarded
from chaffinch.boilerplate.rules.instances import instanced
from chaffinch.boilerplate.rules.loose import PAGES, narrowed
from chaffinch.boilerplate.rules.mentions import used
from chaffinch.boilerplate.rules.notices import without_prose
from chaffinch.boilerplate.rules.packs import Rule, packaged, read_all
from chaffinch.boilerplate.rules.prefilter import Atoms, Hits, Openings, foreign_blocks
from chaffinch.boilerplate.rules.run_ons import TITLED, apart
from chaffinch.boilerplate.rules.scene import Found, Scene, alike, innermost, spread
from chaffinch.errors import UsageError
from chaffinch.model import CATEGORIES, HELD_SCORE, KEPT_CATEGORIES
from chaffinch.schemas import FINDING_ROWS
from chaffinch.text import Bools, Ints, TextBatch, blocks, sentences

__all__ = ["Decider", "RuleSet", "compile_rules", "load"]


LONGEST = 4096
"""Bytes that RE2 reads of a text, at most; no sentence of boilerplate is as long."""

ORNAMENT_BYTES = 96
"""Bytes of ornaments around the words of a line, at most."""

NUMERIC = 200
"""Bytes of a line, at most, that patterns without a literal are tried on, such as those of dates."""

LANGUAGE_BYTES = 6_000
"""Bytes of a document by which its language is told."""

ALL = 0.9
"""Share of a text from which on a finding counts as all of it."""

_WIDE, _WIDTH = 0x80, 3  # a bracket whose first byte is _WIDE or more has _WIDTH bytes
_SORTED_CATEGORIES = sorted(CATEGORIES)
_CATEGORIES = pa.array(_SORTED_CATEGORIES)


GATED = ("de", "es", "fi", "fr", "it", "nl", "pl", "pt", "sq", "sv", "tr")
"""Packs that look at texts of their language only. A word of another script is of its language wherever it stands, and
English furniture stands below texts of all languages."""


class RuleSet(Struct, frozen=True, eq=False):
    """Compiled rules. Each alternative of a rule is matched as a rule; a rule in an array is an index in ``rules``.

    Attributes:
        rules: the alternatives of all rules, in order of their ids.
        whole: the first alternative of the same rule, by which findings name it, int64, shape (rules,).
        names: the id of each, string.
        pack: the first part of each id, the language of its pack, str, shape (rules,).
        scope, category: of each, str, shape (rules,).
        score: of each, 0-1, float64, shape (rules,).
        alone: whether a finding of it counts by itself, bool, shape (rules,).
        digits: whether every match contains a digit, bool, shape (rules,).
        reach: bytes that a match has at most, white space narrowed, float64, shape (rules,).
        atoms: the literals of the rules.
        apart: the ids of rules whose sentences count only where no other one of their paragraph stays.
        openings: the ends of blocks that the anchored rules can match.
        decided: asks RE2.
        skipped: whether a rule finds nothing, by wish of the user, bool, shape (rules,); empty where all do.
        languages: the packs that the user has chosen; empty for all.
        ignored: patterns of ids of rules and templates that find nothing.
        own: the scores of the rules that the user wrote, by their ids.
    """

    rules: tuple[Compiled, ...]
    whole: Ints
    names: pa.Array
    pack: npt.NDArray[np.str_]
    scope: npt.NDArray[np.str_]
    category: npt.NDArray[np.str_]
    score: npt.NDArray[np.float64]
    alone: Bools
    digits: Bools
    reach: npt.NDArray[np.float64]
    atoms: Atoms
    apart: frozenset[str]
    openings: Openings
    decided: Decider
    skipped: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))
    languages: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    own: Mapping[str, float] = field(default_factory=dict)

    def find(self, batch: TextBatch, *, blank: Bools | None = None) -> pa.RecordBatch:
        """Find boilerplate in a batch of texts.

        Args:
            batch: the texts.
            blank: mask of the bytes of the batch that site templates have claimed, shape (bytes,); blocks that are
                claimed nearly whole are not searched.

        Returns:
            Rows of `chaffinch.schemas.FINDING_ROWS`, sorted by row, start, stop, category and rule; each span once for
            each category.

        >>> from chaffinch.text.segment import TextBatch
        >>> from chaffinch.boilerplate.rules.packs import Rule
        >>> from chaffinch.boilerplate.rules.ruleset import compile_rules
        >>> rules = compile_rules([Rule("x.share", "social", "line", "share( this)?")])
        >>> text = "A long enough paragraph about the weather.\\n\\n| Share this |\\n"
        >>> rules.find(TextBatch.of([text])).select(["start", "stop", "category"]).to_pylist()
        [{'start': 44, 'stop': 58, 'category': 'social'}]
        """
        found_blocks = blocks(batch)
        if not len(found_blocks) or not self.rules:
            return pa.RecordBatch.from_pylist([], schema=FINDING_ROWS)
        scene = Scene.of(batch, found_blocks, blank)
        return self.rows(scene, *self.judge(scene))

    def verdicts(self, texts: list[str]) -> list[tuple[bool, str]]:
        """Tell of short texts, each by itself, what they are.

        Returns:
            For each whether a rule of removable boilerplate finds something in it, and the category of
            `KEPT_CATEGORIES` that all of it is, such as ``byline``; an empty string for none.

        >>> load().verdicts(["By Ann Lee", "© 2012 Harbour Post. All rights reserved.", "It rained."])
        [(False, 'byline'), (True, ''), (False, '')]
        """
        batch = TextBatch.of(texts)
        found_blocks = blocks(batch)
        if not len(found_blocks) or not self.rules:
            return [(False, "")] * len(texts)
        scene = Scene.of(batch, found_blocks)
        found = self._all(scene)
        judged, _ = self._guarded(found, scene)
        removable = judged.only(~np.isin(self.category[judged.rule], KEPT_CATEGORIES))
        phrase = np.isin(np.arange(len(texts)), scene.blocks.document[removable.block])
        whole = scene.haystack.solid(found.start, found.stop) >= ALL * scene.total[scene.blocks.document[found.block]]
        part = np.full(len(texts), "", self.category.dtype)
        for category in KEPT_CATEGORIES:
            these = found.only(whole & (self.category[found.rule] == category))
            part[scene.blocks.document[these.block]] = category
        return list(zip(phrase.tolist(), part.tolist(), strict=True))

    def chosen(self, languages: tuple[str, ...], ignore: tuple[str, ...]) -> RuleSet:
        """Give the same rules, of which only some count; see `load` for the arguments.

        Raises:
            UsageError: there is no pack for a language, or no rule of such a name.
        """
        known = {name.removesuffix(".toml").partition("-")[0] for name, _ in packaged()}
        if unknown := sorted({*languages} - known):
            raise UsageError(f"no pack for the language {unknown[0]!r}; there are {', '.join(sorted(known))}")
        names = self.names.to_pylist()
        for pattern in ignore:
            if not fnmatch.filter([*names, *CODE_RULES], pattern) and not pattern.startswith("template."):
                raise UsageError(f"no rule is called {pattern!r}; `chaffinch rules` lists them")
        away = [any(fnmatch.fnmatchcase(name, pattern) for pattern in ignore) for name in names]
        other = np.isin(self.pack, [*known - {*languages, "xx"}]) & bool(languages)
        return replace(self, skipped=np.array(away, np.bool_) | other, languages=languages, ignored=ignore)

    def spared(self) -> RuleSet:
        """Give the rules that the user wants to be ignored, and no other, as rules that find something."""
        names = self.names.to_pylist()
        away = [any(fnmatch.fnmatchcase(name, pattern) for pattern in self.ignored) for name in names]
        return replace(self, skipped=~np.array(away, np.bool_), ignored=())

    def judge(self, scene: Scene) -> tuple[Found, Found]:
        """Find boilerplate in a batch that has at least one block.

        Returns:
            The findings that the guards leave, and those that they hold back since their documents have nothing else.
        """
        return self._guarded(self._all(scene), scene)

    def _all(self, scene: Scene) -> Found:
        """Find all matches, before the guards; of equal blocks the first one is searched."""
        first = alike(scene)
        new = first == np.arange(len(first))
        if new.all():
            return self._found(scene)
        return spread(self._found(replace(scene, alive=scene.alive & new)), scene.blocks, first)

    def _guarded(self, found: Found, scene: Scene) -> tuple[Found, Found]:
        """Take from all matches what `judge` gives."""
        if len(self.skipped):
            found = found.only(~self.skipped[found.rule])
        if not self.languages:
            found = found.only(self._in_its_language(found, scene))
        return guarded(found, scene, self.scope, self.category, self.alone, self.score)

    def _in_its_language(self, found: Found, scene: Scene) -> Bools:
        """Tell which findings are not by the pack of a language that their text is not in."""
        pack = self.pack[found.rule]
        result = ~np.isin(pack, GATED)
        document = scene.blocks.document[found.block]
        known = {number: language(_text(scene.batch, number)) for number in np.unique(document[~result]).tolist()}
        for at in np.flatnonzero(~result).tolist():
            result[at] = known[int(document[at])] in ("", pack[at])
        return result

    def _found(self, scene: Scene) -> Found:
        """Find all matches of rules that use their phrases, before the guards."""
        foreign = foreign_blocks(scene.haystack)
        hits = self.atoms.find(scene.haystack, scene.alive, foreign)
        asked = [
            self._whole_blocks(scene, hits),
            self._sentences(scene, hits.only((self.scope == "sentence")[hits.rule])),
        ]
        found = self._matching(scene, Found.joined(asked), foreign)
        whole = np.isin(self.scope[found.rule], ("sentence", "line")) & ~np.isin(self.category[found.rule], TITLED)
        found = apart(found, scene, self.scope[found.rule] == "sentence", whole, self.decided)
        found = without_prose(found, scene, self.category[found.rule] == "copyright")
        present = self.category[found.rule] == "copyright"
        titles = np.isin(self.category[found.rule], ("related", "navigation"))
        found = found.only(
            used(found, scene, self.scope[found.rule] == "sentence", present, self.decided, titles=titles)
        )
        given = instanced(found, scene, self.scope[found.rule] == "sentence", self.category[found.rule])
        found = found.only(~given | np.isin(self.category[found.rule], KEPT_CATEGORIES))
        inserts = self._brackets(scene, hits.only((self.scope == "bracket")[hits.rule]))
        if not len(inserts):
            return self._joined(found)
        inserts = self._joined(self._innermost(scene, inserts, foreign))
        return Found.joined([self._joined(found), inserts.only(innermost(inserts))])

    def _whole_blocks(self, scene: Scene, hits: Hits) -> Found:
        """Propose rules that match all of a block (line) or its start (paragraph, tail)."""
        proposed = [
            self._by_atoms(scene, hits),
            self._without_atoms(scene),
        ]
        rule, block = (np.concatenate(column) for column in zip(*proposed, strict=True))
        reach = np.minimum(self.reach[rule] + ORNAMENT_BYTES, LONGEST)
        first, last = scene.blocks.start[block], scene.blocks.stop[block]
        able = (scene.size[block] <= reach) | (self.scope != "line")[rule]
        able &= ~self.digits[rule] | scene.numeric(first, last)
        return Found(rule, first, last, block).only(able)

    def _by_atoms(self, scene: Scene, hits: Hits) -> tuple[Ints, Ints]:
        """Propose rules for the blocks that have their atoms; rules for the start only if the atoms are near it."""
        line, first = self.scope == "line", (self.scope == "paragraph") | (self.scope == "tail")
        reach = self.reach[hits.rule] + ORNAMENT_BYTES
        chosen = line[hits.rule] & (scene.size[hits.block] <= np.minimum(reach, LONGEST))
        early = hits.start - scene.haystack.start[hits.block] <= reach
        chosen |= first[hits.rule] & early
        hits = hits.only(chosen)
        return self.atoms.complete(hits, hits.block, len(scene.blocks))

    def _without_atoms(self, scene: Scene) -> tuple[Ints, Ints]:
        """Propose the rules without a literal, which have digits, for short lines with digits."""
        bare = np.flatnonzero(self.atoms.groups == 0)
        able = scene.alive & (scene.size <= NUMERIC) & scene.numeric(scene.blocks.start, scene.blocks.stop)
        block = np.flatnonzero(able)
        return np.repeat(bare, len(block)), np.tile(block, len(bare))

    def _sentences(self, scene: Scene, hits: Hits) -> Found:
        """Propose rules for sentences."""
        haystack = scene.haystack
        found = sentences(scene.batch, scene.blocks, np.flatnonzero(np.bincount(hits.block)))
        sentence = np.searchsorted(found.start, haystack.original(hits.start), side="right") - 1
        edges = haystack.narrowed(found.start), haystack.narrowed(found.stop)
        inmost = haystack.letter(*edges)[sentence], haystack.letter_before(*edges[::-1])[sentence]
        fits = self.atoms.left[hits.owner] <= haystack.edge(hits.start, inmost[0])
        fits &= self.atoms.right[hits.owner] <= haystack.edge(hits.stop, inmost[1], after=True)
        rule, sentence = self.atoms.complete(hits.only(fits), sentence[fits], len(found))
        first, last = found.start[sentence], found.stop[sentence]
        fit = (last - first <= LONGEST) & ~scene.claimed(first, last)
        fit &= ~self.digits[rule] | scene.numeric(first, last)
        return Found(rule, first, last, found.block[sentence]).only(fit)

    def _brackets(self, scene: Scene, hits: Hits) -> Found:
        """Propose rules for bracketed insertions."""
        rule, block = self.atoms.complete(hits, hits.block, len(scene.blocks))
        some, index = np.unique(block, return_inverse=True)
        home, start, stop = brackets(scene.batch.data, scene.blocks.start[some], scene.blocks.stop[some])
        low, high = np.searchsorted(home, index), np.searchsorted(home, index, side="right")
        which = np.repeat(np.arange(len(rule)), high - low)
        insert = np.arange(len(which)) + np.repeat(low - np.cumsum(high - low) + (high - low), high - low)
        found = Found(rule[which], start[insert], stop[insert], block[which])
        found = found.only(_holding(found, hits.rule, scene.haystack.original(hits.start)))
        return found.only(inserted(scene.batch.data, found.start, found.stop))

    def _innermost(self, scene: Scene, asked: Found, foreign: Bools) -> Found:
        """Match innermost brackets, then the brackets around those that do not match."""
        inner = innermost(asked)
        found, rest = self._matching(scene, asked.only(inner), foreign), asked.only(~inner)
        if len(rest):
            rest = rest.only(~_holding(rest, found.rule, found.start))
        return Found.joined([found, self._matching(scene, rest, foreign)]) if len(rest) else found

    def _matching(self, scene: Scene, asked: Found, foreign: Bools) -> Found:
        """Give the proposals that RE2 confirms; a bracket is matched by the text inside of it."""
        haystack, rule = scene.haystack, asked.rule
        inside = (self.scope == "bracket")[rule]
        width = np.where(scene.batch.data[asked.start] < _WIDE, 1, _WIDTH) * inside
        start, stop = asked.start + width, np.minimum(asked.stop, asked.start + LONGEST) - width
        first, last = haystack.narrowed(start), haystack.narrowed(stop)
        good = self.openings.fits(haystack, rule, first, last)
        good |= self.digits[rule] & foreign[asked.block]  # digits of all kinds
        good[good] = self.decided(haystack.narrow, rule[good], first[good], last[good])
        return asked.only(good)

    def _joined(self, found: Found) -> Found:
        """Map findings of alternatives to their rules, each finding once."""
        rule = self.whole[found.rule]
        places = int(found.start.max(initial=0)) + 1
        _, first = np.unique(rule * places + found.start, return_index=True)
        return replace(found, rule=rule).only(np.sort(first))

    def rows(self, scene: Scene, counted: Found, held: Found) -> pa.RecordBatch:
        """Give findings as rows of `chaffinch.schemas.FINDING_ROWS`, in the order of `find`.

        Args:
            scene: the batch.
            counted: findings with the scores of their rules.
            held: findings that a guard holds back, with `HELD_SCORE`.
        """
        found = Found.joined([counted, held])
        row = scene.blocks.document[found.block]
        points = scene.batch.code_points(np.concatenate((found.start, found.stop)))
        start, stop = np.split(points, 2)
        score = self.score[found.rule].astype(np.float32)
        score[len(counted) :] = HELD_SCORE
        category = np.searchsorted(_SORTED_CATEGORIES, self.category[found.rule])
        order = np.lexsort((found.rule, -score, category, stop, start, row))
        key = np.stack((row, start, stop, category))[:, order]
        fresh = np.append(True, (key[:, 1:] != key[:, :-1]).any(axis=0))[: len(order)]
        order = order[fresh]
        names = _CATEGORIES.take(pa.array(category[order])), self.names.take(pa.array(found.rule[order]))
        columns = (row[order], start[order], stop[order], *names, score[order])
        arrays = [pa.array(a, f.type) for a, f in zip(columns, FINDING_ROWS, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=FINDING_ROWS)


def _text(batch: TextBatch, document: int) -> str:
    """Give the beginning of a document, enough to tell its language."""
    start, stop = int(batch.start[document]), int(batch.stop[document])
    return bytes(batch.data[start : min(stop, start + LANGUAGE_BYTES)]).decode(errors="replace")


def _holding(found: Found, rule: Ints, offset: Ints) -> Bools:
    """Tell which findings contain an offset of their rule; ``rule`` and ``offset`` are int64, shape (offsets,)."""
    most = max(int(offset.max(initial=0)), int(found.stop.max(initial=0))) + 1
    offsets = np.sort(rule * most + offset)
    low, high = (np.searchsorted(offsets, found.rule * most + edge) for edge in (found.start, found.stop))
    return np.asarray(low < high)


@lru_cache(maxsize=8)
def load(packs: tuple[str, ...] = (), languages: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> RuleSet:
    """Read and compile the packs of the package and those at the paths given; they stay in memory for the process.

    Args:
        packs: paths of packs of the user.
        languages: codes of the packs of the package that are used, beside the one for all languages; all if there are
            none, each on texts of its language.
        ignore: ids of rules and templates that find nothing; ``*`` stands for any letters.

    Raises:
        UsageError: a pack cannot be read, or has an error; the message names the file and the rule. Or there is no such
            language or rule.
    """
    shipped = ready()
    known = {rule.id for rule in shipped}
    own = [rule for rule in read_all(packs) if rule.id not in known or rule.replace] if packs else []
    replaced = {rule.id for rule in own}
    made = compile_rules(own, [rule for rule in shipped if rule.id not in replaced])
    made = replace(made, own={rule.id: rule.score for rule in own}) if own else made
    return made.chosen(languages, ignore) if languages or ignore else made


def compile_rules(rules: Sequence[Rule], known: Sequence[Compiled] = ()) -> RuleSet:
    """Compile rules into a set.

    Args:
        rules: the rules, in any order. RE2 compiles all their patterns, so that a wrong one stops the caller at once.
        known: further rules, compiled, whose patterns RE2 accepts; it compiles each when it is first needed.

    Raises:
        UsageError: RE2 refuses a pattern, or a pattern has no literal to find it by.
    """
    return _joined([*known, *_checked(rules)])


def _checked(rules: Sequence[Rule]) -> list[Compiled]:
    """Compile rules and let RE2 compile their patterns; raise a UsageError that shows the pattern of a bad rule."""
    made = []
    for rule in rules:
        parts = compiled(rule)
        try:
            for part in parts:
                expression(part.pattern)
        except re2.error as error:
            reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
            raise UsageError(f"rule {rule.id}: {reason}, in {rule.pattern!r}") from error
        made += parts
    return made


def _joined(made: Sequence[Compiled]) -> RuleSet:
    """Make one set of compiled rules."""
    rules = tuple(sorted(made, key=lambda rule: rule.id))
    _, first, which = np.unique([rule.id for rule in rules], return_index=True, return_inverse=True)
    scope = np.array([rule.scope for rule in rules], np.str_)
    return RuleSet(
        rules=rules,
        whole=first[which],
        names=pa.array([rule.id for rule in rules], pa.string()),
        pack=np.array([rule.id.partition(".")[0] for rule in rules], np.str_),
        scope=scope,
        category=np.array([rule.category for rule in rules], np.str_),
        score=np.array([rule.score for rule in rules], np.float64),
        alone=np.array([rule.alone for rule in rules], np.bool_),
        digits=np.array([rule.digits for rule in rules], np.bool_),
        reach=np.array([rule.reach for rule in rules], np.float64),
        atoms=Atoms.of([rule.atoms for rule in rules], inner=scope == "sentence"),
        apart=frozenset(rule.id for rule in rules if not rule.amid),
        openings=Openings.of(rules),
        decided=Decider(lambda index, form: _source(rules[index], form)),
    )


def _source(rule: Compiled, form: str) -> str:
    """Give the pattern of a rule in one of `chaffinch.boilerplate.rules.decider.FORMS`."""
    known = {"loose": rule.loose, PAGES[0]: rule.narrow}.get(form)
    return known or (rule.pattern if form == "exact" else narrowed(rule.pattern, form))
