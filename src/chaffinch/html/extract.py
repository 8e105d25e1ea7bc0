"""HTML to text: the only import of trafilatura, and a child process that bounds time and memory of a page.

Some pages of a crawl are hostile: they loop, nest or grow until the machine has no memory left. So `extract` works in
this process, and `Extractor` in a child process that is ended when a page takes too much.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from chaffinch.config import InputConfig
from chaffinch.errors import ChaffinchError, DocumentError, StandInError, UsageError
from chaffinch.html.result import Extracted
from chaffinch.html.sandbox import EXTRACTION, Sandbox
from chaffinch.text import is_nearly_utf8, legacy_codec, other_kind, paired

__all__ = ["FRAMES", "HTML_FORMATS", "PROFILES", "Extracted", "Extractor", "decode", "extract", "plain"]

Result = TypeVar("Result")

PROFILES = ("auto", "article", "page", "trafilatura")
"""Ways to extract the main text, see `extract`."""

HTML_FORMATS = ("text", "markdown")
"""Ways to write the main text."""

FRAMES = ("keep", "omit")
"""What becomes of the heading, the byline and the captions of an article."""

_PRESCAN = 4096  # bytes in which a charset is declared: 1,024 in the HTML standard, but many pages put scripts first
_FEW_WRONG = 0.001  # share of the bytes that may not decode; where more do not, the page declares the wrong charset
_LAST_DATE = "2099-12-31"  # later dates are errors. Not "today", so that a run gives the same result on any day.

# A page that the child extracts before real ones. It is long enough that trafilatura asks nobody else, and has a date.
_FIRST = """<html lang="en"><head><title>The ferry - Harbour Post</title><meta property="og:type" content="article">
<meta property="article:published_time" content="2031-03-04"></head><body><nav><a href="/">Home</a></nav><article>
<h1>The ferry</h1><p>By Ann Lee</p>{}</article><footer>© 2031 Harbour Post. All rights reserved.</footer></body></html>
"""
_FIRST_LINE = (
    "<p>“The next tide is to lift the ferry, which ran aground at dawn,” the harbour master said at noon.</p>\n"
)
_FIRST_LINES = 16

_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,1000}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_TAG = re.compile(r"<[!/?]?[a-zA-Z]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, since it begins with the mark of that
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Charsets that browsers decode as a larger one (WHATWG Encoding Standard, section 4.2).
_LARGER = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874",
    "iso8859-11": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
    "big5": "big5hkscs", "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8",
}  # fmt: skip
# Codecs of Python that no page is written in; some raise whatever the error handler is.
_NO_CHARSETS = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7")
# Charsets that are ASCII bytes and so decode as UTF-8, too: here the declaration decides.
_SEVEN_BIT = ("iso2022_jp", "iso2022_kr", "hz")


def extract(
    page: str | bytes,
    charset: str = "",
    *,
    profile: str = "auto",
    html_format: str = "text",
    frame: str = "omit",
    stand_ins: str = "fail",
) -> Extracted:
    """Extract the main text of an HTML page, without navigation, comments and footers.

    Not for pages of unknown origin in a long run: nothing bounds its time and memory; see `Extractor`.

    Args:
        page: HTML; bytes are decoded by `decode`.
        charset: that of the bytes, as the HTTP headers declare it.
        profile: ``article`` prefers precision, for news; ``page`` chooses among the blocks of any kind of page;
            ``auto`` uses ``article`` for pages that declare to be one, else ``page``; ``trafilatura`` is the plain
            output of trafilatura.
        html_format: ``text``: paragraphs, a line each; ``markdown``: the same blocks with headings, lists, links,
            tables and code marked.
        frame: ``keep`` title heading, standfirst, byline, dateline and captions of an article, or ``omit`` what of
            these the profile does not take for main text; the profile ``trafilatura`` always does.
        stand_ins: ``fail``, or ``keep`` the notice that a page has in place of a text.

    Raises:
        DocumentError: the page is not HTML, or has no main text.
        StandInError: it has a notice in place of one, such as a check for robots, and that is to fail.
        UsageError: the profile, the format or the frame is unknown.

    >>> extract("<html><body><article><p>The ferry ran aground at dawn.</p></article></body></html>").text
    'The ferry ran aground at dawn.'
    >>> page = "<main><p>High water is <b>at six</b> in one harbour, and at seven in the other one.</p></main>"
    >>> extract(page, html_format="markdown").text[:24]
    'High water is **at six**'
    """
    from chaffinch.html.profiles import extracted
    from chaffinch.html.quotations import with_quotations

    _check(profile, html_format, frame)
    options: Any = {"markdown": html_format == "markdown", "stand_ins": stand_ins, "frame": frame == "keep"}
    found = _guarded(page, lambda tree: with_quotations(extracted(tree, profile, _run, **options), tree), charset)
    if found is None or not found.text.strip():
        raise DocumentError("nothing extracted: the page has no main text (a menu, a frame, or made by scripts?)")
    return found


def plain(page: str | bytes) -> tuple[Extracted, Any]:
    """Extract with trafilatura alone, which may find nothing; also give the page as an lxml tree.

    Raises:
        DocumentError: the page is not HTML.
    """
    return _guarded(page, lambda tree: (_run(tree) or Extracted(""), tree))


def _guarded(page: str | bytes, work: Callable[[Any], Result], charset: str = "") -> Result:
    try:
        return work(_tree(decode(page, charset) if isinstance(page, bytes) else page))
    except (ChaffinchError, MemoryError):
        raise
    except Exception as error:  # hostile markup raises anything in lxml and trafilatura; it fails the page, not the run
        raise DocumentError(f"extraction failed: {type(error).__name__}: {error}") from error


def _check(profile: str, html_format: str, frame: str) -> None:
    known_values = (
        ("html", profile, PROFILES),
        ("html_format", html_format, HTML_FORMATS),
        ("html_frame", frame, FRAMES),
    )
    for name, value, known in known_values:
        if value not in known:
            raise UsageError(f"{name} = {value!r}; one of: {', '.join(known)}")


def _tree(page: str) -> Any:
    from trafilatura import load_html

    if not _TAG.search(page):
        raise DocumentError(f"not HTML: no tag in {len(page):,} characters")
    # lxml stops at a null character and refuses lone surrogates
    page = page.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    # trafilatura accepts a fragment such as "<p>one</p>" only in a wrapper
    tree = load_html(page)
    if tree is None:
        tree = load_html(f"<html>{page}</html>")
    if tree is None:
        raise DocumentError("not HTML: it cannot be parsed")
    return tree


def _run(
    tree: Any, *, precision: bool = False, fast: bool = False, metadata: bool = True, markdown: bool = False
) -> Extracted | None:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        tree,
        include_formatting=markdown,
        include_links=markdown,
        include_comments=False,
        include_tables=True,
        favor_precision=precision,
        fast=fast,
        with_metadata=metadata,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": _LAST_DATE},
    )
    if found is None:
        return None
    return Extracted(found.text or "", found.title, found.author, found.date, found.sitename, found.url)


def decode(page: bytes, charset: str = "") -> str:
    """Decode the bytes of a page: by byte order mark, as UTF-8, by the declared charset, or by a guess.

    UTF-8 comes before the declaration, since bytes of another charset hardly ever form valid UTF-8, while
    UTF-8 pages that still declare their old charset are common.

    Args:
        page: the bytes as they were sent.
        charset: what the HTTP headers declare; it precedes what the page declares.

    Raises:
        DocumentError: these are the bytes of something else, such as a PDF file.

    >>> decode('<meta charset="windows-1251"><p>паром'.encode("cp1251"))[-5:]
    'паром'
    """
    if kind := other_kind(page):
        raise DocumentError(f"not HTML: {kind}")
    for mark, encoding in _BOMS:
        if page.startswith(mark):
            return page.decode(encoding, "replace").removeprefix("\ufeff")
    declared = [name for name in (_codec(charset), _declared(page)) if name]
    for encoding in dict.fromkeys([declared[0] if declared[0] in _SEVEN_BIT else "utf-8", *declared]):
        with suppress(UnicodeDecodeError):
            return page.decode(encoding)
    for encoding in declared:
        text = (paired(page) if encoding == "utf-8" else page).decode(encoding, "replace")
        if text.count("\ufffd") <= _FEW_WRONG * len(page):
            return text
    return paired(page).decode("utf-8", "replace") if is_nearly_utf8(page) else _guess(page)


def _declared(page: bytes) -> str:
    match = _DECLARED.search(page[:_PRESCAN])
    return (match and _codec(match[1].decode("ascii"))) or "utf-8"


def _codec(label: str) -> str:
    """Name the codec that browsers use for the name of a charset; empty where there is none."""
    with suppress(LookupError):
        name = codecs.lookup(label).name
        b"".decode(name)  # a LookupError for codecs such as base64, which give no text
        return "utf-8" if name in _NO_CHARSETS else _LARGER.get(name, name)
    return ""


def _guess(page: bytes) -> str:
    from trafilatura.utils import decode_file

    with suppress(UnicodeDecodeError, LookupError):
        return page.decode(legacy_codec(page))
    return str(decode_file(page))


class Extractor:
    """Extract pages in a child process within the limits of the configuration; a context manager.

    The child starts with the first page and serves page after page; `Sandbox` describes where it can be used.

    Args:
        config: the profile (``html``) and the limits; the defaults where None.

    Raises:
        UsageError: the profile is unknown.
    """

    def __init__(self, config: InputConfig | None = None) -> None:
        self._config = config or InputConfig()
        _check(self._config.html, self._config.html_format, self._config.html_frame)
        self._sandbox = Sandbox(
            "extraction",
            EXTRACTION,
            seconds=self._config.extract_seconds,
            memory=self._config.extract_memory,
        )

    def __call__(self, page: str | bytes, charset: str = "") -> Extracted:
        """Extract one page; ``charset`` is that of its bytes, as the HTTP headers declare it.

        Raises:
            DocumentError: as `extract`, or the page took too long or too much memory, or crashed the child.
            StandInError: the page is a notice in place of a text.
            UsageError: the child could not be started.
        """
        raw = page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass")
        ways = (self._config.html, self._config.html_format, self._config.html_frame, self._config.stand_ins)
        request = msgspec.msgpack.encode((*ways, isinstance(page, str), raw, charset))
        found = msgspec.msgpack.decode(self._sandbox(request), type=Extracted | str)
        if isinstance(found, str):
            raise StandInError(found)
        return found

    def __enter__(self) -> Extractor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[type[Extractor], tuple[InputConfig]]:
        return Extractor, (self._config,)

    def close(self) -> None:
        """End the child; the next page starts another."""
        self._sandbox.close()


def worker() -> Callable[[bytes], bytes]:
    """Load what counts for no page, all that most pages need; give what answers an `Extractor`."""
    from chaffinch.html import block_model

    for profile in ("page", "article"):
        block_model.load(profile)
    extract(_FIRST.format(_FIRST_LINE * _FIRST_LINES))
    return _answer


_REQUEST = tuple[str, str, str, str, bool, bytes, str]


def _answer(request: bytes) -> bytes:
    profile, html_format, frame, stand_ins, is_text, raw, charset = msgspec.msgpack.decode(request, type=_REQUEST)
    page = raw.decode("utf-8", "surrogatepass") if is_text else raw
    try:
        found = extract(page, charset, profile=profile, html_format=html_format, frame=frame, stand_ins=stand_ins)
        return msgspec.msgpack.encode(found)
    except StandInError as error:
        return msgspec.msgpack.encode(str(error))
