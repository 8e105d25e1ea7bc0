"""Profiles, the choice among them, and notices about cookies that a page has instead of its text."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from chaffinch.errors import StandInError
from chaffinch.html.extract import Extracted, extract
from chaffinch.html.profiles import extracted, without_notices

PROSE = [
    "The harbour master closed the eastern channel shortly after dawn, when the first tide gauges failed and"
    " the pilots, who had been called in twice during the night, refused to go out a third time.",
    "Engineers from the capital arrived by noon with two pumps and a crane, and by evening the water in the"
    " lock stood no higher than on an ordinary day in March, the mayor told a crowd on the quay.",
]
ARTICLE = "".join(f"<p>{p}</p>" for p in PROSE)


class Runs:
    """Replaces trafilatura: gives texts of set lengths, and keeps the kinds of its runs."""

    def __init__(self, precise: int, quick: int, full: int) -> None:
        self._texts = {"precise": precise, "quick": quick, "full": full}
        self.kinds: list[str] = []

    def __call__(
        self, _: Any, /, *, precision: bool = False, fast: bool = False, metadata: bool = True
    ) -> Extracted | None:
        kind = "precise" if precision else "quick" if fast else "full"
        self.kinds.append(kind)
        length = self._texts[kind]
        return Extracted(kind[0] * length, title="Tides" if metadata else None) if length else None


@pytest.mark.parametrize(
    ("precise", "quick", "taken"), [(49, 100, "f"), (50, 100, "p"), (100, 100, "p"), (0, 0, "f"), (10, 0, "p")]
)
def test_article_profile_keeps_prose_that_precision_would_halve(precise: int, quick: int, taken: str) -> None:
    run = Runs(precise, quick, 90)
    found = extracted(html.document_fromstring(f"<p>{'x' * 400}"), "article", run)
    assert found is not None and (found.text[0], found.title) == (taken, "Tides")
    assert ("full" in run.kinds) == (taken == "f")


def test_a_precise_run_that_takes_most_of_the_prose_is_not_checked() -> None:
    page = html.document_fromstring(f"<p>{'x' * 400}<div><a>{'link' * 40}</a></div><ul><li>short<li>short</ul>")
    run = Runs(200, 1000, 1000)
    extracted(page, "article", run)
    assert run.kinds == ["precise"]


@pytest.mark.parametrize(
    ("profile", "head", "kinds"),
    [
        ("auto", '<meta property="og:type" content="article">', ["precise"]),
        ("auto", "", ["full"]),
        ("page", '<meta property="og:type" content="article">', ["full"]),
        ("trafilatura", '<meta property="og:type" content="article">', ["full"]),
    ],
)
def test_auto_chooses_by_what_the_page_declares(profile: str, head: str, kinds: list[str]) -> None:
    run = Runs(100, 100, 100)
    extracted(html.document_fromstring(f"<head>{head}</head><body><p>{PROSE[0]}"), profile, run)
    assert run.kinds == kinds


NOTICE = (
    "<h2>We value your privacy</h2><p>We and our 214 partners store cookies on your device and process personal data"
    " such as your address. With your consent we may use precise location data. You can withdraw consent at any"
    " time.</p><p>Some of our partners do not ask for your consent but rely on their legitimate interest. Cookies that are"
    " needed to show the page cannot be switched off. Your consent holds for this site only and is kept in a cookie.</p>"
    "<p>Accept all cookies</p><p>Reject all</p>"
)
WALLS = [
    f'<div id="cookie-wall">{NOTICE}</div>',
    f'<div role="dialog">{NOTICE}</div>',
    f'<div class="x9">{NOTICE}</div>',
]


@pytest.mark.parametrize("profile", ["auto", "article", "page"])
@pytest.mark.parametrize("wall", WALLS)
def test_a_page_with_a_notice_alone_fails_with_a_message_about_it(wall: str, profile: str) -> None:
    page = f"<html><head><title>Channel closed</title></head><body>{wall}<script>load()</script></body></html>"
    with pytest.raises(StandInError, match="the page is a notice about cookies"):
        extract(page, profile=profile)


@pytest.mark.parametrize("profile", ["auto", "article", "page"])
@pytest.mark.parametrize("wall", WALLS)
def test_the_text_behind_a_notice_is_found(wall: str, profile: str) -> None:
    page = f"<html><head><title>Channel closed</title></head><body>{wall}<div>{ARTICLE}</div></body></html>"
    found = extract(page, profile=profile).text
    assert all(p in found for p in PROSE)
    assert "partners" not in found


def test_a_notice_that_was_taken_for_the_text_is_left_out_with_a_reason() -> None:
    tree = html.document_fromstring(f"<body><div id='cookie-wall'>{NOTICE}</div>{ARTICLE}")
    seen: list[Any] = []

    def run(tree: Any, /, **_: bool) -> Extracted:
        seen.append(tree)
        return Extracted("We store cookies with your consent." if len(seen) <= 2 else "\n".join(PROSE))

    found = extracted(tree, "article", run)
    assert found is not None and found.text == "\n".join(PROSE)
    assert [(b.after, b.reason, b.score) for b in found.left_out] == [(0, "notice", 0.0)]
    assert found.left_out[0].text.startswith("We value your privacy")
    assert seen[0] is tree and "partners" in tree.text_content()


def test_a_page_about_cookies_keeps_its_text() -> None:
    page = f"<html><head><title>Cookie policy</title></head><body><main>{NOTICE}</main></body></html>"
    assert "partners" in extract(page).text


def test_without_notices_leaves_the_tree_alone_and_never_takes_the_page() -> None:
    tree = html.document_fromstring(
        f"<html class='cookie-ok'><body class='has-consent'>{WALLS[0]}{ARTICLE}</body></html>"
    )
    before = html.tostring(tree)
    rest, texts = without_notices(tree)
    assert html.tostring(tree) == before
    assert rest.text_content().strip() == "".join(PROSE) and len(texts) == 1


REPORTS = {
    "de": "Wir verwenden Cookies, heißt es auf beinahe jeder Seite; ob jemand damit einverstanden ist, fragt keiner.",
    "de-verb": "Wir verwenden Cookies, verkündet jede Webseite, und wer weiterliest, soll damit einverstanden sein.",
    "en": "We use cookies, announces almost every website, and whoever reads on is taken to agree to their use.",
    "fr": "Nous utilisons des cookies, peut-on lire sur chaque page, et qui continue est censé les accepter.",
    "es": "Utilizamos cookies, se lee en todas las páginas, y quien sigue leyendo acepta su uso sin saberlo.",
    "it": "Utilizziamo i cookie, si legge su ogni pagina, e chi continua accetta il loro uso senza saperlo.",
    "ru": "Мы используем файлы cookie, написано на каждой странице, и тот, кто читает дальше, соглашается с этим.",
}


@pytest.mark.parametrize("head", ["", '<meta property="og:type" content="article">'])
@pytest.mark.parametrize("language", REPORTS)
def test_a_report_that_quotes_a_notice_stays(language: str, head: str) -> None:
    page = (
        f"<html><head><title>Harnby</title>{head}</head><body><article><h1>Harnby</h1><p>Edda Brandt, 41.</p>"
        f"<p>{REPORTS[language]}</p><p>Per Lund, 1931.</p></article></body></html>"
    )
    assert REPORTS[language] in extract(page).text
