"""Measure extraction on pages of all kinds: WCXB by page type, trafilatura's own snippets, time.

Called by ``extraction.py``. WCXB is what the block model is trained on, so there it is measured by cross-validation:
what is measured on a page was trained on other registered domains. Elsewhere the weights of the package are taken.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from block_pages import FOLDS, Example, Page, examples, f1, fold, snippets, wcxb
from train_blocks import fit

from chaffinch.errors import DocumentError
from chaffinch.html.article import repaired_text
from chaffinch.html.block_model import Trees
from chaffinch.html.extract import PROFILES, extract, plain
from chaffinch.html.page import choose, rendered
from chaffinch.html.result import Extracted

__all__ = ["by_snippets", "by_type", "timed_wcxb", "times"]

_WORSE = 0.2  # F1 below trafilatura's from which on a page counts as harmed
_TIMED = 7  # every so manieth page of WCXB is timed


def by_type(folder: Path, cache: Path | None) -> dict[str, dict[str, float]]:
    """Print word F1 on WCXB, by page type, and the share of pages that are much worse or better; give F1 by type."""
    pages = examples(folder, cache)
    scores: dict[str, list[float]] = defaultdict(list)
    kinds = []
    for part in range(FOLDS):
        others = [page for page in pages if fold(page.page) != part]
        model, by_article = fit(others), fit([replace(page, measured=page.by_article) for page in others])
        for page in (page for page in pages if fold(page.page) == part):
            kinds.append(page.page.kind)
            for profile, text in _texts(page, model, by_article).items():
                scores[profile].append(f1(text, page.page.gold))
    return _table({profile: np.array(found) for profile, found in scores.items()}, np.array(kinds))


def _texts(page: Example, model: Trees, by_article: Trees) -> dict[str, str]:
    """Give the text of each profile, with the frame of the article and without it."""
    texts = {"trafilatura": page.plain}
    for frame, name in ((False, ""), (True, ", keep")):
        chosen = choose(page.measured, model, frame=frame)
        own = rendered(page.measured.blocks, chosen)[0] if chosen.own else page.plain
        found = Extracted(page.article)
        article = (repaired_text(page.by_article, found, by_article, frame=frame) or found).text if page.article else ""
        auto = article if page.measured.about["og article"] else own
        texts |= {f"article{name}": article, f"page{name}": own, f"auto{name}": auto}
    return texts


def _text(html: bytes, profile: str) -> str:
    try:
        return extract(html, profile=profile).text
    except DocumentError:
        return ""


def _table(scores: Mapping[str, npt.NDArray[np.float64]], kinds: npt.NDArray[np.str_]) -> dict[str, dict[str, float]]:
    names = sorted(set(kinds.tolist()))
    figures: dict[str, dict[str, float]] = {}
    print(f"\nWCXB dev, word F1, {len(kinds)} pages, by cross-validation over domains")
    print(f"{'':14}{'all':>7}" + "".join(f"{name[:12]:>14}" for name in names) + f"{'worse':>8}{'better':>8}")
    plain = scores["trafilatura"]
    for profile, found in scores.items():
        by_kind = {name: float(found[kinds == name].mean()) for name in names}
        figures[profile] = {"pages": len(kinds), "all": float(found.mean())} | by_kind
        each = "".join(f"{share:14.3f}" for share in by_kind.values())
        worse, better = (found < plain - _WORSE).mean(), (found > plain + _WORSE).mean()
        print(f"{profile:14}{found.mean():7.4f}{each}{worse:8.2%}{better:8.2%}", flush=True)
    return figures


def by_snippets(folder: Path) -> None:
    """Print how many snippets that must be there are, and of those that must not, on trafilatura's own pages."""
    pages = list(snippets(folder))
    print(f"\ntrafilatura's evaluation, {len(pages)} pages")
    print(f"{'':14}{'precision':>10}{'recall':>8}{'F1':>8}{'accuracy':>10}")
    for profile in PROFILES:
        right, missed, wrong, avoided = np.sum([_snippets(page, profile) for page in pages], axis=0)
        precision, recall = right / (right + wrong), right / (right + missed)
        accuracy = (right + avoided) / (right + missed + wrong + avoided)
        score = 2 * precision * recall / (precision + recall)
        print(f"{profile:14}{precision:10.4f}{recall:8.4f}{score:8.4f}{accuracy:10.4f}", flush=True)


def _snippets(page: Page, profile: str) -> tuple[int, int, int, int]:
    text = " ".join(_text(page.html, profile).split())
    there = sum(" ".join(s.split()) in text for s in page.present)
    wrong = sum(" ".join(s.split()) in text for s in page.absent)
    return there, len(page.present) - there, wrong, len(page.absent) - wrong


def times(pages: Iterable[bytes], name: str) -> None:
    """Print the time of each profile as a multiple of trafilatura's own, page by page in turn.

    All pages are extracted once before, since models and the patterns of a language are loaded when they are first
    needed (together some .6 s of a process); the seconds of this first pass are printed, too.
    """
    spent: dict[str, float] = defaultdict(float)
    kept = list(pages)
    first = _timed(lambda: [_text(html, "auto") for html in kept])
    for html in kept:
        for profile in PROFILES:
            spent[profile] += _timed(lambda html=html, profile=profile: _text(html, profile))  # type: ignore[misc]
        spent["alone"] += _timed(lambda html=html: _alone(html))  # type: ignore[misc]
    own = spent["alone"]
    ratios = ", ".join(f"{profile} {spent[profile] / own:.2f}" for profile in PROFILES)
    print(f"\ntime, {len(kept)} pages of {name}: trafilatura {1000 * own / len(kept):.1f} ms a page; {ratios} of that;")
    print(f"auto with all that is loaded once: {first / own:.2f}")


def _alone(html: bytes) -> None:
    with suppress(DocumentError):
        plain(html)


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def timed_wcxb(folder: Path) -> Sequence[bytes]:
    """Give the pages of WCXB that are timed."""
    return [page.html for page in list(wcxb(folder))[::_TIMED]]
