"""Parts of whole pages that look like what an extractor leaves: the content, and a little of what stood around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from line_pages import CONTENT, Page, block_texts

__all__ = ["crops"]

_MARGIN = 8  # blocks left above and below the content, at most
_DROPPED = 0.7  # share of the runs of other blocks that are left out
_THINNED = 0.5  # ... and of the blocks of the others


def crops(page: Page, seed: int) -> Iterator[Page]:
    """Give two parts of a page: cut off above and below its content, and thinned out all over.

    The same page and seed give the same parts. A page without a block of content has none.
    """
    label = np.array(page.labels)
    content = np.flatnonzero(label == CONTENT)
    if not len(content):
        return
    random = np.random.default_rng(seed)
    at = np.arange(len(label))
    above, below = random.integers(0, _MARGIN, 2)
    within = (at >= content[0]) & (at <= content[-1])
    run = np.concatenate(([0], np.cumsum(np.diff(label) != 0)))
    kept_run = random.random(int(run[-1]) + 1) >= _DROPPED
    thinned = (label == CONTENT) | (kept_run[run] & ((random.random(len(label)) < _THINNED) | within))
    text = block_texts(page.text)
    for keep in ((at >= content[0] - above) & (at <= content[-1] + below), thinned):
        chosen = np.flatnonzero(keep)
        cropped = "\n\n".join(text[i] for i in chosen)
        yield replace(page, source=f"{page.source} crop", text=cropped, labels=tuple(label[chosen].tolist()))
