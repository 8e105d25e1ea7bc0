"""Tell how files that no format reads become files that one does.

The commands are of tools that a package manager brings; FILE stands for the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["CONVERTERS", "advice"]

_PANDOC = "pandoc -t plain --wrap=none FILE -o FILE.txt"
_OFFICE = "libreoffice --headless --convert-to txt:Text FILE"
_SHEET = "libreoffice --headless --convert-to csv FILE"
_ARCHIVE = "unpack it first"

CONVERTERS: Mapping[str, str] = {
    ".pdf": "pdftotext FILE",
    ".docx": _PANDOC, ".odt": _PANDOC, ".epub": _PANDOC, ".rtf": _PANDOC, ".tex": _PANDOC, ".rst": _PANDOC,
    ".org": _PANDOC, ".fb2": _PANDOC, ".ipynb": _PANDOC,
    ".doc": _OFFICE, ".ppt": _OFFICE, ".pptx": _OFFICE, ".odp": _OFFICE, ".pages": _OFFICE,
    ".xls": _SHEET, ".xlsx": _SHEET, ".ods": _SHEET,
    ".mobi": "ebook-convert FILE FILE.txt", ".azw3": "ebook-convert FILE FILE.txt", ".djvu": "djvutxt FILE FILE.txt",
    ".json": "jq -c '.[]?' FILE > FILE.jsonl",
    ".mht": "save it as .html", ".mhtml": "save it as .html", ".shtml": "rename it to .html",
    ".markdown": "rename it to .md", ".text": "rename it to .txt", ".log": "rename it to .txt",
    ".arrow": "write it as Parquet", ".feather": "write it as Parquet", ".orc": "write it as Parquet",
    ".avro": "write it as Parquet", ".pickle": "write it as Parquet", ".pkl": "write it as Parquet",
    ".sqlite": "export its table as CSV", ".db": "export its table as CSV",
    ".zip": _ARCHIVE, ".tar": _ARCHIVE, ".tar.gz": _ARCHIVE, ".tgz": _ARCHIVE, ".tar.bz2": _ARCHIVE,
    ".tar.xz": _ARCHIVE, ".tar.zst": _ARCHIVE, ".7z": _ARCHIVE, ".rar": _ARCHIVE,
}  # fmt: skip
"""By extension, what turns a file into one that is read."""


def advice(skipped: Mapping[str, int]) -> Iterator[str]:
    """Give a line for each kind of files that were passed over and could be turned into text.

    Args:
        skipped: how many files were passed over, by extension, as of `Listing.skipped`.

    >>> list(advice({".pdf": 2, ".png": 1, "hidden": 3}))
    ['2 .pdf files were passed over, since they are not read as text; to read them: pdftotext FILE']
    """
    for extension, count in skipped.items():
        packed = f".{extension.split('.')[1]}" if "." in extension else ""  # such as .json.gz
        converter = CONVERTERS.get(extension) or CONVERTERS.get(packed)
        if converter:
            what = f"1 {extension} file was" if count == 1 else f"{count:,} {extension} files were"
            it = "it is" if count == 1 else "they are"
            them = "it" if count == 1 else "them"
            yield f"{what} passed over, since {it} not read as text; to read {them}: {converter}"
