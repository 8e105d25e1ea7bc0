"""Tags of HTML, and labels that the names of elements (class and id) give to their content."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["CODES", "HIDDEN", "INLINE", "LABELS", "SKIPPED", "TAGS", "UNNAMED", "labels"]

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr picture q rb rp rt rtc"
    " ruby s samp small source span strike strong sub sup time tt u var wbr".split()
)
"""Tags of elements within a line; any other element ends the block before it."""

SKIPPED = frozenset(
    "annotation applet area audio base canvas datalist embed frame frameset head iframe input link map meta noembed"
    " noframes object option param progress script select style svg template textarea title track video".split()
)
"""Tags whose content is no text of the page."""

TAGS = (
    "other", "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "div", "section", "article", "main",
    "nav", "header", "footer", "aside", "ul", "ol", "dl", "table", "tr", "form", "figure", "figcaption", "blockquote",
    "pre", "button", "details", "summary", "address", "body", "noscript", "center", "fieldset", "tbody",
)  # fmt: skip
"""Tags that are distinguished; the code of a tag is its index here, that of any other tag is 0."""

CODES = {tag: code for code, tag in enumerate(TAGS)}

# Words that sites put into classes and ids, under a label for what they mostly mean. A label is a bit: its index here.
_NAMES = {
    "comment": "comment disqus",
    "reply": "repl answer response",
    "post": "post thread message topic forum",
    "user": "user profile avatar member signature",
    "menu": "nav menu breadcrumb crumb navbar topbar toolbar",
    "toc": "toc contents anchor",
    "footer": "foot copyright legal colophon",
    "header": "header masthead banner top",
    "side": "side aside widget rail",
    "related": "relat recommend similar also popular trending latest suggest recent upsell",
    "next": "next prev more",
    "share": "share sharing social follow tweet facebook",
    "advert": "advert ads ad- ad_ sponsor promo dfp",
    "consent": "cookie consent gdpr privacy",
    "signup": "newsletter subscri signup sign-up login register modal popup overlay dialog",
    "byline": "author byline bio meta date time",
    "tag": "tag categor label badge",
    "content": "content article entry story text body",
    "main": "main primary page wrapper",
    "product": "product price cart sku buy shop stock variant",
    "review": "review rating star testimonial",
    "card": "card tile teaser grid",
    "list": "list result archive feed loop item row",
    "title": "title headline heading name",
    "image": "caption image gallery slider carousel video photo media img swiper slick",
    "summary": "desc summary intro excerpt lead overview",
    "detail": "spec feature detail attribute param",
    "fold": "tab accordion faq collaps toggle expand",
    "search": "search filter sort facet pagin pager",
    "hero": "hero jumbo cta",
    "prose": "markdown prose rte wysiwyg richtext rich-text doc",
    "code": "code highlight syntax",
    "hidden": "hidden sr-only screen-reader visually invisible skip d-none",
}
LABELS = (*_NAMES, "unseen")
"""Labels of elements; ``unseen`` comes from the attributes ``hidden`` and ``aria-hidden`` and from the style."""

HIDDEN = 1 << len(_NAMES)
"""The bit of the label ``unseen``."""

UNNAMED = HIDDEN << 1
"""The bit of a hidden element without a name by which a script could show it; no label of a feature."""

_BITS = {word: 1 << bit for bit, words in enumerate(_NAMES.values()) for word in words.split()}
_WORD = re.compile("|".join(sorted(map(re.escape, _BITS), key=len, reverse=True)))


@lru_cache(maxsize=20_000)
def labels(names: str) -> int:
    """Find the labels in class and id of an element.

    Returns:
        Bits in the order of `LABELS`.

    >>> [label for bit, label in enumerate(LABELS) if labels("Related-Posts widget") >> bit & 1]
    ['post', 'side', 'related']
    """
    found = 0
    for word in _WORD.findall(names.lower()):
        found |= _BITS[word]
    return found
