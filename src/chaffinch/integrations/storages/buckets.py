"""A table of datasketch's index in memory whose buckets of a single document, nearly all of them, hold no set."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["Buckets"]

Bucket = bytes | set[bytes]


class Buckets:
    """Maps keys of bands to documents, with the methods of datasketch's ``UnorderedStorage`` that its index calls.

    A set takes 216 bytes, and an index has as many buckets a document as it has bands: 32 by default. So the only
    document of a bucket is stored as it is.

    >>> table = Buckets()
    >>> table.insert(b"key", b"1")
    >>> table.insert(b"key", b"2")
    >>> sorted(table.get(b"key")), table.get(b"other")
    ([b'1', b'2'], set())
    """

    __slots__ = ("_of", "buffer_size")

    def __init__(self) -> None:
        self._of: dict[bytes, Bucket] = {}
        self.buffer_size = 0  # datasketch sets it; nothing is buffered in memory

    def get(self, key: bytes) -> set[bytes]:
        """Give the documents of a bucket."""
        found = self._of.get(key, set())
        return {found} if isinstance(found, bytes) else found

    def getmany(self, *keys: bytes) -> list[set[bytes]]:
        """Give the documents of some buckets."""
        return [self.get(key) for key in keys]

    def insert(self, key: bytes, *documents: bytes, buffer: bool = False) -> None:
        """Add documents to a bucket; ``buffer`` is for storages on a server."""
        if key not in self._of and len(documents) == 1:
            self._of[key] = documents[0]
        else:
            self._of[key] = {*self.get(key), *documents}

    def remove(self, *keys: bytes, buffer: bool = False) -> None:
        """Remove buckets; ``buffer`` is for storages on a server."""
        for key in keys:
            self._of.pop(key, None)

    def remove_val(self, key: bytes, document: bytes, buffer: bool = False) -> None:
        """Remove a document from a bucket, which may have been full when it was added."""
        self._of[key] = self.get(key) - {document}

    def keys(self) -> Iterator[bytes]:
        """Give the keys of all buckets."""
        return iter(self._of)

    def has_key(self, key: bytes) -> bool:
        """Tell whether there is a bucket."""
        return key in self._of

    __contains__ = has_key
    __iter__ = keys
    __getitem__ = get

    def size(self) -> int:
        """Count the buckets."""
        return len(self._of)

    def itemcounts(self) -> dict[bytes, int]:
        """Count the documents of each bucket."""
        return {key: len(self.get(key)) for key in self._of}

    def empty_buffer(self) -> None:
        """Do nothing: only storages on a server have a buffer."""
