"""What extraction loses between kept blocks comes back, in every language, and every block left out has a row."""

from __future__ import annotations

import numpy as np
import pytest

from chaffinch.html.block_words import Words, aligned_share
from chaffinch.html.extract import Extracted, extract

OG = '<meta property="og:type" content="article">'
PAGE = (
    "<!DOCTYPE html><html><head><title>Harnby Courier</title>{}</head><body><nav><a href='/'>Home</a>"
    " <a href='/sport'>Sport</a></nav><main><article><h1>News of the day</h1>{}</article></main>"
    "<footer><a href='/about'>About us</a> © 2031</footer></body></html>"
)
SPRING = (
    "The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the"
    " crews to say what they need until then."
)
CREWS = (
    "Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before"
    " Christmas, which makes it harder."
)
COURTS = {
    "en": [
        "Seven men appeared before the county court on Friday over the fire in the hall.",
        "<a href='/x'>Three of them, aged 54, 30 and 39, denied all charges and asked for another court.</a>",
        "The court heard that the hall had been empty since spring.",
        "<strong><a href='/y'>The other four have not entered a plea.</a></strong>",
        "The trial is to begin in January.",
    ],
    "de": [
        "Sieben Männer standen am Freitag wegen des Brands in der Bootshalle vor Gericht.",
        "<a href='/x'>Drei von ihnen, 54, 30 und 39 Jahre alt, bestritten alle Vorwürfe.</a>",
        "Das Gericht hörte, dass die Halle seit dem Frühjahr leer stand.",
        "<a href='/y'><b>Die anderen vier haben sich noch nicht geäußert.</b></a>",
        "Der Prozess soll im Januar beginnen.",
    ],
    "ru": [
        "Семеро мужчин предстали в пятницу перед окружным судом по делу о пожаре в лодочном зале.",
        "<a href='/x'>Трое из них, 54, 30 и 39 лет, отвергли все обвинения и попросили о другом суде.</a>",
        "Суд услышал, что зал пустовал с весны.",
        "<a href='/y'>Остальные четверо пока не высказались, и адвокаты просили время на чтение дела.</a>",
        "Процесс должен начаться в январе.",
    ],
}
CHAPTERS = {
    "en": (
        "“Wait.”|The voice came from behind the reeds, and Edda stopped with one foot in the boat and the lamp in her"
        " hand.|“Per?”|Nobody answered.|“You are late.”|“The lock was shut.”|“It is always shut.”|He threw her the"
        " rope, and she made it fast to the ring as she had done every night since the war, without looking.|“Home?”"
    ),
    "fr": (
        "— Attends.|La voix venait de derrière les roseaux, et Edda s'arrêta, un pied dans la barque, la lampe à la"
        " main.|— Per ?|Personne ne répondit.|— Tu es en retard.|— L'écluse était fermée.|Il lui jeta la corde, et"
        " elle l'attacha à l'anneau comme chaque soir depuis la guerre, sans regarder.|— On rentre ?"
    ),
    "ja": (
        "「待て。」|声は葦の向こうから聞こえ、エッダは片足を舟に入れたまま、左手にランプを持って立ち止まった。|「ペルか。」"
        "|返事はなかった。|「遅い。」|「水門が閉まっていた。」|彼は綱を投げ、彼女は戦争以来毎晩そうしてきたように、"
        "見もせずに輪に結んだ。|「帰るか。」"
    ),
}


def found(body: str, head: str = OG, profile: str = "auto") -> Extracted:
    return extract(PAGE.format(head, body), profile=profile)


def plain(text: str) -> str:
    return " ".join(text.replace("<b>", "").replace("</b>", "").split())


@pytest.mark.parametrize("head", [OG, ""])
@pytest.mark.parametrize("language", COURTS)
def test_paragraphs_that_are_links_come_back(language: str, head: str) -> None:
    text = found("".join(f"<div class='wrap'><p>{p}</p></div>" for p in COURTS[language]), head).text
    for paragraph in COURTS[language]:
        inner = paragraph.split(">")[-1] if "<" not in paragraph else paragraph
        words = inner.replace("</strong>", "").replace("</a>", "").replace("</b>", "").replace("<b>", "")
        assert words.split(">")[-1].strip() in text


@pytest.mark.parametrize("head", [OG, ""])
@pytest.mark.parametrize("language", CHAPTERS)
@pytest.mark.parametrize("wrap", ["<p>{}</p>", "<div style='margin:1em 0'><div dir='ltr'><span>{}</span></div></div>"])
def test_lines_of_dialogue_come_back(language: str, head: str, wrap: str) -> None:
    lines = CHAPTERS[language].split("|")
    text = found(f"<div class='chapter'>{''.join(wrap.format(line) for line in lines)}</div>", head).text.split("\n")
    assert [line for line in lines[:-1] if line not in text] == []  # the last one is at an end of what is kept


@pytest.mark.parametrize("head", [OG, ""])
def test_lists_in_cells_come_back(head: str) -> None:
    cells = "<td><ul><li>Salt, two spoons<li>Flour, one pound<li>Eel, smoked</ul><td><ul><li>Boil it<li>Wait</ul>"
    text = found(f"<p>{SPRING}</p><table><tr>{cells}</table><p>{CREWS}</p>", head).text
    assert "- Salt, two spoons\n- Flour, one pound\n- Eel, smoked\n- Boil it\n- Wait" in text


CODE = 'def tide(h):\n    if h > 3:\n        return "high"\n\n    return "low"'
LISTINGS = {
    "prism": '<pre class="language-python toolbar share"><code><span class="token">def</span> tide(h):\n    if h &gt; 3:\n'
    '        return "high"\n\n    return "low"\n</code></pre>',
    "highlight": f'<div class="highlight"><pre class="comment"><code>{CODE}\n</code></pre></div>',
    "hexo": '<figure class="highlight python"><table><tr><td class="gutter"><pre>1\n2\n3\n4\n5\n</pre></td>'
    f'<td class="code"><pre>{CODE}\n</pre></td></tr></table></figure>',
}


@pytest.mark.parametrize("head", [OG, ""])
@pytest.mark.parametrize("name", LISTINGS)
def test_code_keeps_its_lines_and_indentation(name: str, head: str) -> None:
    text = found(f"<p>{SPRING}</p>{LISTINGS[name]}<p>{CREWS}</p>", head).text
    assert f"{SPRING}\n{CODE}\n{CREWS}" == text.removeprefix("News of the day\n")


@pytest.mark.parametrize("head", [OG, ""])
@pytest.mark.parametrize("cell", ["<td>{}", "<td><p>{}</p>", "<td><div><b>{}</b></div>"])
def test_tables_keep_rows_and_heads(cell: str, head: str) -> None:
    rows = [("2030", "12"), ("2031", "14"), ("2032", "18")]
    body = "".join("<tr>" + "".join(cell.format(value) for value in row) for row in rows)
    text = found(f"<p>{SPRING}</p><table><tr><th>Year<th>Boats{body}</table><p>{CREWS}</p>", head).text
    assert "Year | Boats\n2030 | 12\n2031 | 14\n2032 | 18" in text


@pytest.mark.parametrize("profile", ["auto", "article", "page", "trafilatura"])
@pytest.mark.parametrize("head", [OG, ""])
def test_every_block_is_in_the_text_or_a_row(profile: str, head: str) -> None:
    result = found(f"<p>{SPRING}</p><p>{CREWS}</p><aside><a href='/z'>Most read today</a></aside>", head, profile)
    out = {block.text for block in result.left_out}
    for block in ("Home Sport", "News of the day", SPRING, CREWS, "Most read today", "About us © 2031"):
        assert (block in result.text) != (block in out)
    assert all(block.reason and 0 <= block.after <= len(result.text) for block in result.left_out)


def test_words_are_aligned_in_order() -> None:
    page = Words.of(["Ferry to run", "Home", "Tides of the day", "Ferry to run", "The ferry is late", "Ferry to run"])
    text = Words.of(["Ferry to run", "The ferry is late"], page.known)
    assert np.flatnonzero(aligned_share(page, text.number) >= 0.5).tolist() == [3, 4]
