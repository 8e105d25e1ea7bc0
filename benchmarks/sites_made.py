"""Sites made for measuring: pages of unique text in one site's menus, teasers, lists, boxes and footers, with truth.

The text is of invented words; the layout of a site is drawn once: tags that say what they hold or do not, classes that
have a name or are mere codes, what stands around the text. What a site repeats within its text (headings, labels of a
table, a quotation) is text, and must stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from hosts import Writer

__all__ = ["KINDS", "Made", "site"]

KINDS = ("news", "shop", "manual")
_HEADINGS = ("Background", "What happens next", "Results", "In short")
_LABELS = ("Weight", "Colour", "Height", "Material", "Made in", "Guarantee")
_SECTIONS = ("Parameters", "Returns", "Examples", "See also", "Notes")


@dataclass(frozen=True, slots=True)
class Made:
    """A page of a made-up site.

    Attributes:
        name, host: what it is called, and where.
        html: the page.
        gold: its own text, a block a line.
    """

    name: str
    host: str
    html: str
    gold: str


@dataclass(frozen=True, slots=True)
class _Article:
    title: str
    blocks: tuple[tuple[str, str], ...]  # tag and text
    author: int


class _Layout:
    """What a site decided once."""

    def __init__(self, writer: Writer, kind: str, host: str) -> None:
        self.writer, self.kind, self.host, self.chance = writer, kind, host, writer.chance
        chance = self.chance
        self.semantic, self.named = chance.random() < 0.5, chance.random() < 0.5
        self.og = kind == "news" and chance.random() < 0.5
        self._codes = count(chance.randrange(10**6, 10**7))
        self._classes: dict[str, str] = {}
        self.menu = [_title(writer, 2) for _ in range(chance.randint(5, 14))]
        self.footer = [writer.sentence(chance.randint(12, 30)) for _ in range(chance.randint(1, 3))]
        self.links = [_title(writer, 2) for _ in range(chance.randint(4, 12))]
        self.box = writer.paragraph() if chance.random() < 0.5 else ""
        self.bios = [writer.paragraph() for _ in range(4)] if chance.random() < 0.5 else []
        self.teasers = chance.choice((0, 3, 6))
        self.related = chance.choice((0, 5, 8))
        self.popular = [_title(writer, 7) for _ in range(12)] if chance.random() < 0.5 else []
        self.quote = f"“{writer.sentence(25)}”"

    def open(self, tag: str, name: str) -> str:
        """Write the start of an element."""
        shown = self._classes.setdefault(name, name if self.named else f"c{next(self._codes):x}")
        return f'<{tag if self.semantic else "div"} class="{shown}">'

    def close(self, tag: str) -> str:
        """Write its end."""
        return f"</{tag if self.semantic else 'div'}>"

    def part(self, tag: str, name: str, inside: str) -> str:
        """Write an element."""
        return self.open(tag, name) + inside + self.close(tag)


def site(writer: Writer, kind: str, host: str, pages: int) -> list[Made]:
    """Make a site of one kind."""
    layout = _Layout(writer, kind, host)
    articles = [_article(layout, i) for i in range(pages)]
    others = [_article(layout, i) for i in range(15 + 3 * pages)]  # articles that are linked, but not in the corpus
    return [_page(layout, articles, others, i) for i in range(pages)]


def _title(writer: Writer, words: int) -> str:
    return writer.sentence(words).rstrip(".")


def _article(layout: _Layout, number: int) -> _Article:
    writer, chance = layout.writer, layout.chance
    title = _title(writer, chance.randint(5, 10))
    blocks: list[tuple[str, str]] = [("h1", title)]
    if layout.kind == "shop":
        blocks += [("p", writer.paragraph()) for _ in range(chance.randint(1, 3))]
        blocks += [("tr", f"{label}\t{_title(writer, chance.randint(1, 4))}") for label in _LABELS]
    elif layout.kind == "manual":
        blocks += [("p", writer.paragraph())]
        for heading in _SECTIONS[: chance.randint(2, 5)]:
            blocks += [("h2", heading), *(("p", writer.paragraph()) for _ in range(chance.randint(1, 3)))]
    else:
        blocks += [("p", writer.paragraph()) for _ in range(chance.randint(2, 9))]
        if chance.random() < 0.3:
            blocks[3:3] = [("h2", chance.choice(_HEADINGS)), ("p", writer.paragraph())]
        if number % 9 == 0:
            blocks.append(("p", layout.quote))
    return _Article(title, tuple(blocks), chance.randrange(4))


def _page(layout: _Layout, articles: list[_Article], others: list[_Article], number: int) -> Made:
    article, chance = articles[number], layout.chance
    body = [*_rows(article)]
    if layout.box:
        body.insert(min(len(body), 1 + len(body) // 2), layout.part("aside", "newsletter", f"<p>{layout.box}</p>"))
    after = []
    if layout.bios:
        after.append(layout.part("div", "author-bio", f"<p>{layout.bios[article.author]}</p>"))
    shown = chance.sample([a for i, a in enumerate(articles + others) if i != number], layout.teasers + layout.related)
    after += [_teasers(layout, shown[: layout.teasers]), _related(layout, shown[layout.teasers :])]
    side = ""
    if layout.popular:
        side = layout.part("aside", "popular", "<h3>Most read</h3>" + _list(chance.sample(layout.popular, 5)))
    main = layout.part("main", "main", layout.part("article", "content", "\n".join(body)) + "\n".join(after))
    og = '<meta property="og:type" content="article">' if layout.og else ""
    url = f"https://{layout.host}/{number}"
    head = f'<meta charset="utf-8"><title>{article.title}</title>{og}<link rel="canonical" href="{url}">'
    top = layout.part("header", "header", layout.part("nav", "menu", _list(layout.menu)))
    foot = layout.part("footer", "footer", _list(layout.links) + "".join(f"<p>{f}</p>" for f in layout.footer))
    html = f"<!DOCTYPE html><html><head>{head}</head><body>\n{top}\n{main}\n{side}\n{foot}\n</body></html>"
    return Made(
        f"{layout.host}/{number}", layout.host, html, "\n".join(t for _, t in article.blocks).replace("\t", "\n")
    )


def _rows(article: _Article) -> list[str]:
    rows = [t for tag, t in article.blocks if tag == "tr"]
    cells = "".join(f"<tr><th>{a}</th><td>{b}</td></tr>" for a, b in (row.split("\t") for row in rows))
    written = [f"<{tag}>{text}</{tag}>" for tag, text in article.blocks if tag != "tr"]
    return [*written, *([f"<table>{cells}</table>"] if cells else [])]


def _list(items: list[str]) -> str:
    return "<ul>" + "".join(f'<li><a href="#">{item}</a></li>' for item in items) + "</ul>"


def _teasers(layout: _Layout, shown: list[_Article]) -> str:
    cards = []
    for other in shown:
        text = " ".join(layout.writer.sentence() for _ in range(layout.chance.randint(1, 2)))  # of this page alone
        inside = f'<h3><a href="#">{other.title}</a></h3><p>{text}</p>'
        cards.append(layout.part("div", "card", inside))
    return layout.part("section", "teasers", "<h2>More from us</h2>" + "".join(cards)) if cards else ""


def _related(layout: _Layout, shown: list[_Article]) -> str:
    return layout.part("section", "related", "<h2>Related</h2>" + _list([a.title for a in shown])) if shown else ""
