"""The frame of an article: what of title, standfirst, byline, dateline and captions is kept beside the body."""

from __future__ import annotations

import pytest

from chaffinch.html.declared import declared
from chaffinch.html.extract import extract
from chaffinch.html.frame_words import is_byline, is_date

OG = '<meta property="og:type" content="article">'
MENU = (
    '<header><a href="/">Site</a><nav><ul><li><a href="/a">Aa</a></li><li><a href="/b">Bb</a></li></ul></nav></header>'
)
RELATED = '<aside class="related"><h2>Related</h2><ul><li><a href="/1"><figure><figcaption>Bridge shut</figcaption></figure></a></li></ul></aside>'

BODIES = {
    "en": [
        "The ferry between Harnby and Tarnmoor will run only twice a day from October, the county said on Tuesday.",
        "Commuters had hoped for a third departure at noon, but the company lacks the crews to run it before spring.",
        "The county wants to look at the timetable again in May, when the new boat is delivered from the yard.",
    ],
    "de": [
        "Die Fähre zwischen Harnby und Tarnmoor fährt ab Oktober nur noch zweimal am Tag, teilte der Kreis am Dienstag mit.",
        "Die Pendler hatten auf eine dritte Abfahrt am Mittag gehofft, doch der Reederei fehlen dafür die Leute.",
        "Der Kreis will den Fahrplan im Mai noch einmal prüfen, wenn die Werft das neue Schiff geliefert hat.",
    ],
    "fr": [
        "Le bac entre Harnby et Tarnmoor ne fera plus que deux traversées par jour dès octobre, a annoncé le comté mardi.",
        "Les usagers espéraient un troisième départ à midi, mais la compagnie n'a pas assez de marins pour l'assurer.",
        "Le comté veut revoir les horaires en mai, quand le chantier aura livré le nouveau bateau.",
    ],
    "ru": [
        "Паром между Харнби и Тарнмуром с октября будет ходить только два раза в день, сообщили во вторник в округе.",
        "Пассажиры надеялись на третий рейс в полдень, но компании не хватает людей, чтобы его обслуживать.",
        "В мае, когда верфь сдаст новое судно, округ намерен ещё раз пересмотреть расписание.",
    ],
    "zh": [
        "县政府周二宣布，从十月起，往返哈恩比和塔恩穆尔之间的渡轮每天只开两班，早班六点出发，晚班五点半出发。",
        "通勤者原本希望中午再加开一班，但公司表示船员不足，而且圣诞节前还有两位船长要退休。",
        "县政府希望明年五月新船交付之后，再重新讨论这条航线的时刻表。",
    ],
}
FRAMES = {
    "en": ("Ferry to run twice a day", "Only two boats a day will cross the sound.", "By Mara Lindqvist", "4 May 2031", "The old boat at the quay"),
    "de": ("Fähre nur noch zweimal am Tag", "Ab Oktober kreuzen nur zwei Schiffe den Sund.", "Von Anna Kern", "4. Mai 2031", "Das alte Schiff am Kai"),
    "fr": ("Deux traversées par jour seulement", "Dès octobre, le bac passera deux fois par jour.", "Par Jeanne Le Goff", "le 4 mai 2031 à 10h12", "Le vieux bac à quai"),
    "ru": ("Паром будет ходить два раза в день", "С октября пролив будут пересекать два судна.", "Автор: Иван Петров", "4 мая 2031, 10:12", "Старый паром у причала"),
    "zh": ("渡轮十月起每天只开两班", "从十月起每天只有两班船穿过海峡。", "记者 王小明", "2031年5月4日", "停在码头的旧船"),
}  # fmt: skip

SHAPES = {
    # the heading in the article; named by classes
    "inside": "<main><article><h1>{0}</h1><p class=standfirst>{1}</p><div class=byline>{2}</div><time>{3}</time>"
    "<figure><img src=a><figcaption>{4}</figcaption></figure>{body}</article></main>",
    # all of it above, outside of the element of the body; buttons between
    "above": "<div class=hero><h1>{0}</h1><h2>{1}</h2><div class=meta><span>{2}</span> <span>{3}</span></div>"
    "<div class=share><a href=#>Share</a><a href=#>Tweet</a></div></div>"
    "<div class=text><div class=image><img src=a><p class=wp-caption-text>{4}</p></div>{body}</div>",
    # no names at all: known by words and by what the head says
    "bare": "<div><div><h2>{0}</h2></div><div>{1}</div><div>{2}</div><div>{3}</div></div>"
    "<div>{body}<figure><img src=a><figcaption>{4}</figcaption></figure></div>",
}


def page(language: str, shape: str, head: str = OG) -> str:
    title, standfirst, *_ = FRAMES[language]
    body = "".join(f"<p>{p}</p>" for p in BODIES[language])
    inner = SHAPES[shape].format(*FRAMES[language], body=body)
    return (
        f'<html lang="{language}"><head><title>{title} | Harnby Courier</title><meta name="description" content="{standfirst}">'
        f"{head}</head><body>{MENU}{inner}{RELATED}<footer>© 2031 Harnby Courier <a href=/p>Privacy</a></footer></body></html>"
    )


@pytest.mark.parametrize("head", [OG, ""], ids=["article", "page"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("language", FRAMES)
def test_the_frame_is_kept_and_furniture_is_not(language: str, shape: str, head: str) -> None:
    text = extract(page(language, shape, head), frame="keep").text
    missing = [part for part in (*FRAMES[language], *BODIES[language]) if part not in text]
    assert not missing
    assert not [part for part in ("Share", "Tweet", "Related", "Bridge shut", "Privacy", "Aa") if part in text]
    assert text.startswith(FRAMES[language][0])


@pytest.mark.parametrize("profile", ["auto", "article", "page"])
def test_by_default_the_frame_is_told_as_left_out(profile: str) -> None:
    found = extract(page("en", "above"), profile=profile)
    assert BODIES["en"][0] in found.text and "Mara Lindqvist" not in found.text and "Share" not in found.text
    frame = "\n".join(block.text for block in found.left_out if block.reason == "frame")
    assert not [part for part in FRAMES["en"] if part not in f"{found.text}\n{frame}"]


def test_the_frame_is_in_the_markdown() -> None:
    text = extract(page("en", "above"), html_format="markdown", frame="keep").text
    assert text.startswith("# Ferry to run twice a day") and "By Mara Lindqvist" in text


def test_the_name_of_the_site_is_no_heading() -> None:
    body = "".join(f"<p>{p}</p>" for p in BODIES["en"])
    site = '<meta property="og:site_name" content="Harnby Courier">'
    html = f"<html><head><title>Ferry to run twice a day | Harnby Courier</title>{OG}{site}</head><body><h1>Harnby Courier</h1><div><h2>Ferry to run twice a day</h2>{body}</div></body></html>"
    text = extract(html, frame="keep").text
    assert text.startswith("Ferry to run twice a day") and "Harnby Courier" not in text


def test_notes_on_the_author_are_no_byline() -> None:
    body = "".join(f"<p>{p}</p>" for p in BODIES["en"])
    box = (
        "<div class=author-box><div class=author-flyout>View author archive</div><div class=author-flyout>email the author</div>"
        "<div class=author__posts><a href=/1>Bridge shut until June</a></div></div>"
    )
    html = f"<html><head><title>Ferry to run twice a day</title>{OG}</head><body><article><h1>Ferry to run twice a day</h1><p class=byline>By Mara Lindqvist</p>{box}{body}</article></body></html>"
    text = extract(html, frame="keep").text
    assert "By Mara Lindqvist" in text
    assert not [part for part in ("archive", "email the author", "Bridge shut") if part in text]


def test_a_byline_behind_the_body_is_kept() -> None:
    html = (
        page("de", "bare")
        .replace("<div>Von Anna Kern</div>", "")
        .replace("</div><aside", "<p><em>Von Anna Kern</em></p></div><aside")
    )
    assert "Von Anna Kern" in extract(html, frame="keep").text


@pytest.mark.parametrize(
    "line",
    [
        "By ANN LEE", "Words by Ann Lee", "Von Anna Kern und Jan Voss", "Par Jean-Luc Martin", "Por María Núñez", "Di Marco Rossi",
        "Door Jan de Vries", "Av Kari Vik", "Af Søren Holm", "Teksti: Liisa Virta", "Autor: Jan Kowalski", "Írta: Kovács Anna",
        "Yazan: Ayşe Kaya", "Автор: Иван Петров", "Γράφει ο Νίκος", "بقلم: أحمد علي", "מאת דנה כהן", "作者：王小明", "文／林小美",
        "홍길동 기자", "Oleh Siti Rahma",
    ],
)  # fmt: skip
def test_bylines_in_many_languages(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line", ["by the sea", "Byron was here", "von der Küste", "Avalanche in the north", "Porridge", "Disney"]
)
def test_lines_that_begin_like_bylines(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    "line",
    ["May 4, 2031", "4. Mai 2031", "le 4 mai 2031", "4 de mayo de 2031", "4 maggio 2031", "4 maja 2031", "4 мая 2031", "2031-05-04",
     "04/05/2031", "2031年5月4日", "2031년 5월 4일", "4 مايو 2031", "4 Mayıs 2031", "4 toukokuuta 2031"],
)  # fmt: skip
def test_dates_in_many_languages(line: str) -> None:
    assert is_date(line)


@pytest.mark.parametrize(
    "line", ["4 marching bands", "May the best one win", "Chapter 12", "1,234 readers", "Marsch in den Mai"]
)
def test_lines_without_a_date(line: str) -> None:
    assert not is_date(line)


def test_what_a_page_declares_is_read_from_broken_data_too() -> None:
    from lxml import html

    data = '{"@type":"NewsArticle","headline":"Tides \\u2013 high","author":[{"@type":"Person","name":"Ann Lee"}],"description":"Water.",}'
    tree = html.document_fromstring(f'<title>Tides</title><script type="application/ld+json">{data}</script><p>x')
    found = declared(tree)
    assert (found.titles, found.authors, found.descriptions) == (("Tides", "Tides – high"), ("Ann Lee",), ("Water.",))
