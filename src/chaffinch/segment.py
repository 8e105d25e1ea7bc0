"""Lines, paragraphs and sentences, as spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["TextBatch"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

_CONTINUATION = 0xC0
_MARK = 0x80


@dataclass(frozen=True, slots=True)
class TextBatch:
    r"""Documents of one batch as one run of UTF-8 bytes, each with a line end before and after it.

    All finders of boilerplate work on bytes and turn to code points only at the end, with `code_points`.

    Attributes:
        data: ``b"\n" + first + b"\n" + second + b"\n"``, uint8.
        start, stop: byte range of each document in ``data``, int64, shape (documents,).
    """

    data: Bytes
    start: Ints
    stop: Ints

    @classmethod
    def of(cls, texts: Sequence[str] | pa.Array) -> TextBatch:
        r"""Join texts (a sequence, or an Arrow string column; null is empty).

        >>> batch = TextBatch.of(["ab", "é!"])
        >>> bytes(batch.data), batch.start.tolist(), batch.stop.tolist()
        (b'\nab\n\xc3\xa9!\n', [1, 4], [3, 7])
        """
        column = texts if isinstance(texts, pa.Array) else pa.array(list(texts), pa.large_string())
        column = column.cast(pa.large_string()).fill_null("")
        offsets = np.frombuffer(column.buffers()[1], np.int64)[column.offset : column.offset + len(column) + 1]
        raw = column.buffers()[2]
        source = np.frombuffer(raw, np.uint8) if raw is not None and raw.size else np.zeros(0, np.uint8)
        length = np.diff(offsets)
        start = offsets[:-1] - offsets[0] + np.arange(1, len(column) + 1)
        data = np.full(int(length.sum()) + len(column) + 1, ord("\n"), np.uint8)
        for at, a, b in zip(start.tolist(), offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
            data[at : at + b - a] = source[a:b]
        return cls(data, start, start + length)

    def __len__(self) -> int:
        return len(self.start)

    def code_points(self, place: Ints) -> Ints:
        """Turn byte offsets in ``data`` into code-point offsets in the document each lies in.

        Args:
            place: int64, any shape, each within some document's range (its end included).

        >>> TextBatch.of(["ab", "é!"]).code_points(np.array([1, 4, 6, 7])).tolist()
        [0, 0, 1, 2]
        """
        document = np.searchsorted(self.start, place, side="right") - 1
        late = np.flatnonzero((self.data & _CONTINUATION) == _MARK)
        before = np.searchsorted(late, place) - np.searchsorted(late, self.start[document])
        return np.asarray(place - self.start[document] - before)
