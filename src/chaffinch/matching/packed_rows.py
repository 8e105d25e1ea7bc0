"""Lay out seeds and anchors for the disk: most of what a run exchanges, and bytes of random values do not compress.

A number is stored by its bytes, one column for each that differs: the high ones, which are nearly always the same, then
take no room, and do not spoil the low ones. Of the hash of a seed its kind and 38 bits are kept. A hundred million
documents of 180 seeds have one seed for 15 values of these bits, so few seeds of other words agree by chance, and the
extension of the anchor rejects those.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.schemas import ANCHORS, PACKED_ANCHORS, PACKED_SEEDS, SEEDS

__all__ = ["pack_anchors", "pack_seeds", "unpack_anchors", "unpack_seeds"]

_Columns = list[npt.NDArray[np.integer]]

_KEPT = 38
"""Bits of a hash that are kept, the high ones."""

_LOW = 30  # of them in one column with the two bits of the kind


def pack_seeds(seeds: pa.RecordBatch, buckets: int) -> pa.RecordBatch:
    """Make rows of `PACKED_SEEDS` of rows of `SEEDS`, by the first bits of their hashes.

    Args:
        seeds: the rows.
        buckets: a power of two.

    >>> columns = [pa.array([-4, 6], pa.int64()), *[pa.array([3, 70_000], pa.int32())] * 2]
    >>> packed = pack_seeds(pa.record_batch(columns, schema=SEEDS), 2)
    >>> packed["bucket"].to_pylist()
    [1, 0]
    >>> unpack_seeds(packed).to_pydict()
    {'hash': [-67108864, 2], 'number': [3, 70000], 'position': [3, 70000]}
    """
    hashes, number, position = (seeds[name].to_numpy() for name in SEEDS.names)
    kept = hashes.view(np.uint64) >> np.uint64(64 - _KEPT)
    low = ((kept << np.uint64(2)) | (hashes.view(np.uint64) & np.uint64(3))).astype(np.uint32)
    bucket = (kept >> np.uint64(_KEPT - buckets.bit_length() + 1)).astype(np.int16)
    high = (kept >> np.uint64(_LOW)).astype(np.uint8)
    return pa.record_batch([bucket, high, low, number, *_bytes(position)], schema=PACKED_SEEDS)


def unpack_seeds(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Make rows of `SEEDS`, as `pack_seeds` got them but for the low bits of their hashes."""
    low = rows["low"].to_numpy().astype(np.uint64)
    hashes = rows["high"].to_numpy().astype(np.uint64) << np.uint64(_LOW)
    hashes |= low >> np.uint64(2)
    hashes <<= np.uint64(64 - _KEPT)
    hashes |= low & np.uint64(3)
    return pa.record_batch([hashes.view(np.int64), rows["number"], _whole(rows, "position")], schema=SEEDS)


def pack_anchors(anchors: pa.RecordBatch, bucket: npt.NDArray[np.int16]) -> pa.RecordBatch:
    """Make rows of `PACKED_ANCHORS` of rows of `ANCHORS` and the bucket of each, shape (anchors,).

    >>> numbers = [pa.array([7, 70_000], pa.int32())] * 4
    >>> rows = pa.record_batch([*numbers, *[pa.array([16, 0], pa.int8())] * 2], schema=ANCHORS)
    >>> unpack_anchors(pack_anchors(rows, np.zeros(2, np.int16))) == rows
    True
    """
    ends = [column for name in ANCHORS.names[:4] for column in _bytes(anchors[name].to_numpy())]
    return pa.record_batch([bucket, *ends, *anchors.columns[4:]], schema=PACKED_ANCHORS)


def unpack_anchors(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Make rows of `ANCHORS`, as `pack_anchors` got them."""
    ends = [_whole(rows, name) for name in ANCHORS.names[:4]]
    return pa.record_batch([*ends, *(rows[name] for name in ANCHORS.names[4:])], schema=ANCHORS)


def _bytes(values: npt.NDArray[np.int32]) -> _Columns:
    """Give the two low bytes of values and what is above; uint8, uint8, uint16, shape of ``values``."""
    low = values.astype("<i4", copy=False).view(np.uint8).reshape(-1, 4)
    return [np.ascontiguousarray(low[:, 0]), np.ascontiguousarray(low[:, 1]), (values >> 16).astype(np.uint16)]


def _whole(rows: pa.RecordBatch, name: str) -> npt.NDArray[np.int32]:
    """Put together what `_bytes` gave."""
    low, middle, high = (rows[f"{name}_{i}"].to_numpy() for i in range(3))
    values = np.empty((len(low), 2), np.uint16)
    values[:, 0] = middle
    values[:, 0] <<= 8
    values[:, 0] |= low
    values[:, 1] = high
    return values.view("<i4").reshape(-1).astype(np.int32, copy=False)
