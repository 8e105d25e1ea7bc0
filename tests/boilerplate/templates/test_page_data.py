"""What pages repeat and is theirs all the same: data, the ends of wrapped lines, headings amid an article."""

from __future__ import annotations

import random
from collections.abc import Callable

import pyarrow as pa
import pytest

from chaffinch.boilerplate import rules
from chaffinch.boilerplate.finding import find
from chaffinch.boilerplate.rules.ruleset import RuleSet
from chaffinch.boilerplate.templates.doubts import cued
from chaffinch.boilerplate.templates.learn import learn
from chaffinch.boilerplate.templates.page_signs import REASONS
from chaffinch.model import HOLE_SCORE, KEPT_CATEGORIES

WORDS = "barley gate lantern quarry orchard ferry copper meadow anvil winter ledger harbour saddle cellar thistle"


def sentence(rng: random.Random, words: int = 14) -> str:
    return " ".join(rng.choices(WORDS.split(), k=words)).capitalize() + "."


def batch(pages: list[str], host: str | None = "mill.example") -> pa.RecordBatch:
    columns = {
        "number": pa.array(range(len(pages)), pa.int32()),
        "id": [f"d{i:03}" for i in range(len(pages))],
        "text": pages,
        "host": pa.array([host] * len(pages), pa.string()),
    }
    return pa.record_batch(columns)


def removed(pages: list[str], host: str | None = "mill.example", *, known: RuleSet | None = None) -> list[list[str]]:
    """Give what goes from pages, by templates alone, or with rules."""
    texts = batch(pages, host)
    templates = learn([texts], phrases=known.verdicts if known else None)
    found = find(texts, known or rules.load(()), "rules", templates).to_pylist()
    found = [row for row in found if row["category"] not in KEPT_CATEGORIES]
    return [
        [pages[i][r["start"] : r["stop"]] for r in found if r["row"] == i and r["score"] >= HOLE_SCORE]
        for i in range(len(pages))
    ]


def kept(pages: list[str], host: str | None = "mill.example") -> dict[str, str]:
    return {row["pattern"]: row["kept"] for row in learn([batch(pages, host)]).evidence.to_pylist()}


def pages_of(lines: Callable[[random.Random, int], str], count: int = 12) -> list[str]:
    rng = random.Random(4)
    return [f"{sentence(rng, 4)}\n\n{sentence(rng)}\n\n{lines(rng, i)}\n\nVisit the mill shop" for i in range(count)]


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("Height: {} m", "Height: {} m"),
        ("Wins {} Losses {}", "Wins {} Losses {}"),
        ("From {} crowns a night", "From {} crowns a night"),
        ("Miete: {} Euro", "Miete: {} Euro"),
    ],
)
def test_values_that_vary_are_data(line: str, pattern: str) -> None:
    pages = pages_of(lambda rng, i: line.format(12 + 7 * i, 3 + i))
    assert kept(pages)[pattern] == "values"
    assert not any(
        "Height" in cut or "Wins" in cut or "From" in cut or "Miete" in cut for page in removed(pages) for cut in page
    )
    assert all("Visit the mill shop" in page for page in removed(pages))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Ring 555-{:04d} in the evening.", "telephone"),
        ("The judges gave {} of 99 points.", "values"),
        ("Monday to Friday: {} am to 6 pm\nSunday: closed", "field"),
        ("Montag bis Freitag: 8-{} Uhr\nSonntag geschlossen", "hours"),
    ],
)
def test_telephones_scores_and_opening_hours_of_pages_stay(line: str, reason: str) -> None:
    pages = pages_of(lambda rng, i: line.format(2 + 3 * i))
    assert reason in kept(pages).values()
    assert all(page == ["Visit the mill shop"] for page in removed(pages))


LEAD = "The sluice at the old copper quarry gave way on Monday night."
NOTICE = "Whoever has seen the grey donkey may ring {} at any hour. A jar of honey is the reward."


@pytest.mark.parametrize("pages", [3, 4])
@pytest.mark.parametrize(
    "form",
    [
        "Sluice gone\n\n" + LEAD + " {words} {more} {rest}",  # versions of one report
        "{words} {more} {rest} " + NOTICE.format("5-{n}-2{i}"),
        "REPORT FOR THE JURY\nVillage: Oldbrook\nName: {name}\nBegin: 1{i}.30\n\n{words} {more} {rest}",
        "{words} In the evening some showers. At most {n} degrees, {words} {more} {rest}",
    ],
    ids=["report", "notice", "form", "forecast"],
)
def test_what_three_or_four_pages_share_amid_their_text_is_theirs(form: str, pages: int) -> None:
    rng = random.Random(9)
    texts = [
        form.format(
            words=sentence(rng),
            more=sentence(rng),
            rest=sentence(rng),
            name=rng.choice(WORDS.split()),
            i=i,
            n=40 + 17 * i,
        )
        for i in range(pages)
    ]
    footer = "The Mill Post is a paper of the Oldbrook valley."
    found = removed([f"{text}\n\n{footer}" for text in texts])
    assert all(set(page) <= {footer, "REPORT FOR THE JURY"} for page in found)
    assert all(footer in page for page in found)


@pytest.mark.parametrize("line", ["From Mill Lantern", "Write to desk@mill.example", "Home | Town | Money | Rain"])
def test_a_line_above_three_pages_goes_if_it_names_the_site_or_an_address_or_is_a_menu(line: str) -> None:
    rng = random.Random(9)
    texts = [f"{line}\n\n{sentence(rng)} {sentence(rng)}\n\n{sentence(rng)}" for _ in range(3)]
    assert all(line in page for page in removed(texts, "milllantern.example"))
    assert not any(removed([text.replace(line, "Rain in Oldbrook") for text in texts], "milllantern.example"))


def test_a_sentence_amid_the_paragraphs_of_many_pages_goes() -> None:
    rng = random.Random(9)
    said = "You read the Mill Post of Oldbrook, which comes each morning."
    for page in removed([f"{sentence(rng)} {said} {sentence(rng)}" for _ in range(8)]):
        assert any(said in cut for cut in page)


def test_an_address_below_a_line_that_no_other_page_has_is_no_template() -> None:
    names = WORDS.title().split()
    signed = pages_of(
        lambda rng, i: f"{sentence(rng)}\n\n{names[i]} Lund, {sentence(rng, 4)}\nemail: {names[i]}@mill.example", 9
    )
    assert kept(signed)["email: {}@mill.example"] == "joined"
    alone = pages_of(lambda rng, i: f"{sentence(rng)}\n\nemail: {names[i]}@mill.example", 9)
    assert kept(alone)["email: {}@mill.example"] == ""


def test_opening_hours_and_telephone_of_the_frame_go() -> None:
    pages = pages_of(lambda rng, i: f"{sentence(rng)}\n\nMonday to Friday: 9 am to 6 pm, ring 555-0199")
    assert all(any("Monday" in cut for cut in page) for page in removed(pages))


def test_a_number_in_a_sentence_of_the_site_is_no_data() -> None:
    pages = pages_of(
        lambda rng, i: f"Those who came to this article also went on to {i + 3} others of the mill this week."
    )
    assert set(kept(pages).values()) == {""}
    assert all(any("Those who came" in cut for cut in page) for page in removed(pages))


def test_counters_and_dates_of_furniture_go() -> None:
    pages = pages_of(lambda rng, i: f"Comments ({i + 2})\nPhoto {i + 1} of 44\nCopyright {2001 + i} the mill")
    assert all(any("Comments" in cut for cut in page) for page in removed(pages))
    assert all(any("Copyright" in cut for cut in page) for page in removed(pages))


def test_a_phrase_rule_leaves_lines_of_data_alone() -> None:
    pages = pages_of(lambda rng, i: f"Pages: {90 + 11 * i}")
    assert not any("Pages" in cut for page in removed(pages) for cut in page)


def test_values_without_a_host_are_data() -> None:
    pages = pages_of(lambda rng, i: f"Net {300 + 7 * i} vs {200 + 9 * i}", 60)
    assert kept(pages, None).get("Net {} vs {}", "values") == "values"
    assert not any("Net" in cut for page in removed(pages, None) for cut in page)


def test_ends_of_wrapped_sentences_stay() -> None:
    def lines(rng: random.Random, i: int) -> str:
        return f"{sentence(rng, 12).removesuffix('.')}\nhe said.\n\n{sentence(rng)}"

    pages = pages_of(lines, 30)
    assert not any(cut == "he said." for page in removed(pages) for cut in page)


def test_a_heading_amid_the_text_of_its_page_stays() -> None:
    pages = pages_of(lambda rng, i: f"{sentence(rng)}\n\nWhat we found\n\n{sentence(rng)}\n\n{sentence(rng)}", 12)
    assert kept(pages).get("What we found", "amid") == "amid"
    assert not any("What we found" in page for page in removed(pages))


def test_reasons_are_known() -> None:
    pages = pages_of(lambda rng, i: f"Height: {12 + 7 * i} m\nSeen on {i + 1} May 20{10 + i}")
    assert set(kept(pages).values()) <= {"", *REASONS}


@pytest.mark.parametrize(
    ("price", "point"),
    [
        ("$12.50", "- Made by hand in our own mill"),
        ("Preis: 12,50 €", "Zehn Jahre Garantie"),
        ("Precio 12,50 €", "Hecho a mano en nuestro molino"),
        ("£12.50", "Lifetime warranty"),
    ],
)
def test_selling_points_of_a_shop_of_few_pages_are_data(price: str, point: str) -> None:
    rng = random.Random(5)
    pages = [f"{sentence(rng, 4)}\n\n{price}\n\n{point}\n\n{sentence(rng)}\n\n{sentence(rng, 5)}" for _ in range(8)]
    assert kept(pages)[point] == "goods"


@pytest.mark.parametrize(
    "wage", ["Salary: $900", "Gehalt: 2.900 €", "Salaris: € 2.900", "Salaire : 2 900 €", "給与 ¥290000"]
)
def test_a_wage_makes_no_shop_of_a_site(wage: str) -> None:
    rng = random.Random(5)
    line = "Recruiters need not write to us"
    pages = [f"{sentence(rng, 4)}\n\n{wage}\n\n{sentence(rng)}\n\n{sentence(rng, 5)}\n\n{line}" for _ in range(8)]
    assert kept(pages)[line] == ""


def test_furniture_of_a_shop_goes() -> None:
    rng = random.Random(5)
    pages = [
        f"{sentence(rng, 4)}\n\n$12.50\n\n{sentence(rng)}\n\nAdd to cart\n\nSign in to your account" for _ in range(8)
    ]
    assert kept(pages)["Sign in to your account"] == ""


QUOTATIONS = (
    "Others note, “the mill has stood at the river for four hundred years, and it will stand for four hundred more if nobody "
    "sells it to the men from the city, who know nothing of corn and less of water.”",
    "Andere meinen: „Die Mühle steht seit vierhundert Jahren am Fluss und wird noch vierhundert Jahre stehen, wenn sie niemand "
    "an die Leute aus der Stadt verkauft, die nichts von Korn verstehen.“",
    "D'autres notent : « Le moulin est au bord de la rivière depuis quatre cents ans, et il y sera encore dans quatre cents ans "
    "si personne ne le vend aux gens de la ville, qui ne savent rien du blé. »",
)


@pytest.mark.parametrize("quotation", QUOTATIONS)
def test_a_quotation_on_a_third_of_the_pages_is_of_these(quotation: str) -> None:
    rng = random.Random(6)
    pages = [
        "\n\n".join([quotation] * (i % 3 == 0) + [sentence(rng, 20) for _ in range(4)] + ["Send us your comments"])
        for i in range(30)
    ]
    assert kept(pages).get(quotation, "quoted") == "quoted"
    assert not any(quotation in cut for cut in removed(pages))


@pytest.mark.parametrize("source", ["Nora Vik, Harnby Post", "Ana Silva, Folha de Moinho", "Anna Kern, Lindauer Bote"])
def test_the_source_of_quotations_stays(source: str) -> None:
    rng = random.Random(6)
    pages = [
        "\n\n".join([sentence(rng, 20), *[source] * (i % 3 == 0), sentence(rng, 20), "Send us your comments"])
        for i in range(30)
    ]
    assert all(source not in cut for cut in removed(pages))


def test_a_bare_name_is_the_author_of_half_of_a_small_site() -> None:
    rng = random.Random(7)
    names = ["Nora Vik", "Per Lund", "Nora Vik", "Ida Berg", "Per Lund", "Nora Vik"]
    pages = [
        "\n\n".join([sentence(rng, 4), name, *(sentence(rng, 20) for _ in range(3)), "Told on the quay"])
        for name in names
    ]
    cuts = removed(pages)
    assert all("Nora Vik" not in cut for cut in cuts) and any("Told on the quay" in cut for cut in cuts)


@pytest.mark.parametrize("made", ["Told by {}", "Recipe by {}", "Erzählt von {}", "Receta de {}", "Рассказала {}"])
def test_who_made_a_text_stays_on_all_pages_of_its_site(made: str) -> None:
    rng = random.Random(8)
    names = ["Nora Vik", "Per Lund", "Nora Vik", "Ida Berg", "Per Lund", "Nora Vik"]
    pages = [
        "\n\n".join([sentence(rng, 4), made.format(name), *(sentence(rng, 20) for _ in range(3))]) for name in names
    ]
    assert all(made[:6] not in cut for cut in removed(pages))


def forms(*parts: tuple[str, list[str]], count: int = 12) -> list[str]:
    """Make pages of one form: of each part its title, and below it one of its texts."""
    rng = random.Random(9)
    return [
        f"{sentence(rng, 4)}\n\n{sentence(rng)}\n\n"
        + "\n".join(f"{title}{rng.choice(texts)}" for title, texts in parts)
        + "\n\nVisit the mill shop\nOpening hours of the mill"
        for _ in range(count)
    ]


FORMS = [
    [("Colour: ", ["red", "blue", "green", "grey"]), ("Gear: ", ["manual", "automatic", "none"])],
    [("Vertrag: ", ["befristet", "unbefristet", "Saison"]), ("Ort: ", ["Lindau", "Marl", "Ober"])],
    [("天候：", ["晴れ", "雨", "曇り"]), ("優勝：", ["山田太郎", "佐藤花子", "鈴木一郎"])],
    [("**Status:** ", ["vulnerable", "rare", "lost"]), ("**Food:** ", ["seeds", "berries", "ants"])],
    [
        ("Food\n", ["Seeds and buds", "Insects in summer", "Berries of the hedge", "Seeds alone"]),
        ("Where it lives\n", ["Moors and heaths", "Gardens", "Farmland hedges", "The old wood"]),
        ("When\n", ["From March to June", "In the winter months", "All year round", "Hardly ever"]),
    ],
    [
        ("Bedeutung\n", ["etwas zum Graben", "kleines Tier", "Teil des Hauses", "Gefäß aus Ton"]),
        ("Herkunft\n", ["aus dem Norden", "unklar", "mittelhochdeutsch", "aus der Schweiz"]),
        ("Gebrauch\n", ["veraltet", "scherzhaft", "landschaftlich", "gehoben"]),
    ],
]


@pytest.mark.parametrize("parts", FORMS)
def test_what_the_pages_of_one_form_fill_in_stays(parts: list[tuple[str, list[str]]]) -> None:
    pages = forms(*parts)
    cuts = removed(pages)
    titles = [title.strip(" \n:：*") for title, _ in parts]
    filled = [text for _, texts in parts for text in texts]
    first, last = titles[0], titles[-1]
    between = [word for word in (*titles, *filled) if word not in (first, last)]
    assert not any(word in cut for page in cuts for cut in page for word in between)
    assert all(any("Opening hours" in cut for cut in page) for page in cuts)


def test_the_titles_of_the_pages_of_a_form_stay() -> None:
    jobs = ["Baker", "Night nurse", "Welder (part time)", "Clerk"] * 3
    rows = FORMS[0]
    rng = random.Random(3)
    pages = [
        f"{job}\n" + "\n".join(title + rng.choice(texts) for title, texts in rows) + f"\n\n{sentence(rng)}\n\nAll jobs"
        for job in jobs
    ]
    assert not any(job in cut for job, page in zip(jobs, removed(pages), strict=True) for cut in page)


@pytest.mark.parametrize(
    "frame",
    [
        "Contact: the mill, Harnby",  # one value
        "Share this page\nSubscribe to our newsletter",
        "HARNBY GAZETTE",
    ],
)
def test_a_frame_amid_the_values_of_a_form_goes(frame: str) -> None:
    pages = [f"{page}\n{frame}" for page in forms(*FORMS[0])]
    cuts = removed(pages)
    assert all(any(frame.splitlines()[-1] in cut for cut in page) for page in cuts)


def test_related_titles_below_a_heading_of_furniture_go() -> None:
    rng = random.Random(7)
    titles = [sentence(rng, 5).removesuffix(".") for _ in range(4)]
    pages = [
        f"{page}\n\nRelated articles\n{rng.choice(titles)}\n{rng.choice(titles)}" for page in forms(*FORMS[4], count=24)
    ]
    cuts = removed(pages)
    assert all(any("Related articles" in cut for cut in page) for page in cuts)
    gone = sum(any(title in cut for cut in page) for page in cuts for title in titles)
    assert gone >= len(pages)


def test_the_counters_of_a_post_are_no_table_of_values() -> None:
    meta = [("Comments: ", ["1", "4", "7", "9"]), ("Shares: ", ["12", "15", "31"]), ("Views: ", ["120", "98", "77"])]
    cuts = removed(forms(*meta))
    assert all(any("Comments" in cut for cut in page) for page in cuts)


def test_titles_of_other_pages_in_lists_that_vary_go() -> None:
    rng = random.Random(2)
    titles = [sentence(rng, 6).removesuffix(".") for _ in range(20)]
    pages = [f"{page}\n\n" + "\n".join(rng.sample(titles, 5)) for page in forms(*FORMS[4], count=40)]
    gone = sum(title in cut for page in removed(pages) for cut in page for title in titles)
    assert gone >= 4.5 * len(pages)


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("Tsunami: ", ["yes", "no"]),
        ("Renouvellement : ", ["oui", "non"]),
        ("Часы работы: ", ["8:00-20:00", "9:00-21:00"]),
        ("Built: ", ["2018", "2024", "2029"]),
    ],
)
def test_a_choice_of_two_and_numbers_that_a_form_fills_in_stay(label: str, values: list[str]) -> None:
    first = label.split(":", maxsplit=1)[0].strip()
    cuts = removed(forms(FORMS[0][0], (label, values), FORMS[0][1]))
    assert not any(first in cut for page in cuts for cut in page)


@pytest.mark.parametrize("label", ["Telefon", "Phone", "للتواصل", "Телефон"])
def test_a_telephone_of_each_page_stays_and_one_of_the_site_goes(label: str) -> None:
    rows = FORMS[0][0], (f"{label}: ", ["0200 551117"]), FORMS[0][1]
    same = forms(*rows)
    own = [page.replace("551117", f"55{11 + 7 * i}17") for i, page in enumerate(same)]
    assert not any(label in cut for page in removed(own) for cut in page)
    assert all(any(label in cut for cut in page) for page in removed(same))


@pytest.mark.parametrize(
    ("title", "fixed"),
    [("Learning outcomes", "After the course the student can"), ("In dieser Folge", "00:00 Begrüßung")],
)
def test_a_title_above_a_fixed_line_of_its_section_stays(title: str, fixed: str) -> None:
    rng = random.Random(8)
    pages = [
        page.replace("\n\nVisit", f"\n\n{title}\n{fixed}\n- {sentence(rng, 6)}\n- {sentence(rng, 6)}\n\nVisit")
        for page in forms(*FORMS[0])
    ]
    assert not any(title in cut for page in removed(pages) for cut in page)
    framed = [f"{page}\n\n{title}\n{fixed}" for page in forms(*FORMS[0])]
    assert all(any(title in cut for cut in page) for page in removed(framed))


@pytest.mark.parametrize(
    ("varies", "same"),
    [
        (("Zimmer: {}", "Preis: {} Euro"), "Hunde: erlaubt"),
        (("Год издания: {}", "Страниц: {}"), "Переплёт: твёрдый"),
        (("Length: {} cm", "Weight: {} kg"), "Warranty: 2 years"),
        (("Entrée {} €", "Plat {} €"), "Service compris"),
        (("Menu complet {} €", "Plat {} €"), "Boisson comprise"),
        (("Erste Fahrt: {} Uhr", "Letzte Fahrt: {} Uhr"), "Tarif: Zone A"),
        (("{} eggs", "{} apples"), "1 pinch of salt"),
        (("Height: {} cm", "Found in: {} parishes"), "Flowers: June"),
    ],
)
def test_a_line_of_a_table_that_says_the_same_on_all_pages_stays(varies: tuple[str, ...], same: str) -> None:
    def rows(rng: random.Random, i: int) -> str:
        return "\n".join([*(line.format(3 + 5 * i + n) for n, line in enumerate(varies)), same])

    pages = pages_of(rows, 9)
    cuts = removed(pages)
    words = [line.replace("{}", "").strip() for line in (*varies, same)]
    assert not any(word in cut for page in cuts for cut in page for word in words)
    assert all("Visit the mill shop" in page for page in cuts) or "€" in varies[0]  # shops keep such lines


@pytest.mark.parametrize(
    "days", [("Monday", "Tuesday", "Friday"), ("lundi", "mardi", "vendredi"), ("May", "June", "July")]
)
def test_the_last_line_of_a_list_by_days_stays(days: tuple[str, ...]) -> None:
    rng = random.Random(8)
    dishes = [" ".join(rng.choices(WORDS.split(), k=3)) for _ in range(60)]

    def menu(_: random.Random, i: int) -> str:
        lines = [f"{day}: {dishes[3 * i + at]}" for at, day in enumerate(days[:2])]
        return "\n".join([*lines, f"{days[2]}: pike from the lock", "Pudding: a plum of the season"])

    assert all("Pudding" not in "".join(found) for found in removed(pages_of(menu)))


def test_a_line_of_a_table_that_reaches_the_site_goes_and_so_does_a_footer_below_a_table() -> None:
    table = (
        "Length: {} cm\nWeight: {} kg\nTelephone: 0200 551117\n\nThe mill has been open since the flood\nAsk for Ida"
    )
    pages = pages_of(lambda rng, i: table.format(30 + 7 * i, 2 + i), 9)
    cuts = removed(pages)
    assert all(any("Telephone" in cut for cut in page) for page in cuts)
    assert all(any("Ask for Ida" in cut for cut in page) for page in cuts)


def test_short_pages_of_one_frame_are_no_copies() -> None:
    rng = random.Random(5)
    frame = (
        "This page was written by the night desk at ten and may be read aloud to anybody\n\n"
        "The mill letter has been printed on grey paper since the year of the great flood"
    )
    pages = [f"{sentence(rng, 26)}\n\n{frame}" for _ in range(6)]
    assert all(any("night desk" in cut for cut in page) for page in removed(pages))


FORM = "Needles: {needles} mm\nGauge: {gauge} stitches to 10 cm\n\nCast on {start} stitches.\nWork in rib for 5 cm.\nWeave in the ends."
COURT = "Case: {needles} C {gauge}\nRuling:\n1. The claim is dismissed.\n2. No leave is given to appeal."
NOTES = "Added\n{one}\n\nFixed\n{two}\n\nKnown problems\nPrinting to more than one tray is slow.\nRequires: Oak 17"
SERVICE = "Reading: Luke {needles}:{gauge}\nHymn: {start}\n\nPeace be with you all.\n\n{one}\n\nAmen."


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        (FORM, ["Work in rib", "Weave in"]),
        (COURT, ["Ruling:", "The claim", "No leave"]),
        (NOTES, ["Known problems", "Printing", "Requires"]),
        (SERVICE, ["Peace be", "Amen"]),
    ],
)
def test_a_line_of_all_forms_stays_amid_what_they_fill_in(form: str, lines: list[str]) -> None:
    def filled(rng: random.Random, i: int) -> str:
        one, two = sentence(rng, 16), sentence(rng, 9)
        return form.format(needles=2 + i, gauge=18 + 3 * i, start=40 + 8 * i, one=one, two=two)

    pages = pages_of(filled, 6)
    assert all(any(line in text for line in lines) for text in pages)
    assert all(cuts == ["Visit the mill shop"] for cuts in removed(pages))


@pytest.mark.parametrize(
    "footer", ["Share this pattern\n\n", "The mill has been open since the flood\nAsk for Ida\n\n"]
)
def test_a_footer_of_forms_goes(footer: str) -> None:
    pages = pages_of(lambda rng, i: f"Needles: {2 + i} mm\nYarn: {50 + 10 * i} g\n\n{sentence(rng, 16)}\n\n{footer}", 9)
    last = footer.strip().split("\n")[-1]
    assert all(any(last in cut for cut in page) for page in removed(pages))


@pytest.mark.parametrize(
    ("step", "footer"),
    [
        ("Step 3. Close the cover and tighten the screws by hand.", "Did this help you? Tell a friend"),
        ("3. Put the oven on and wait for the bell.", "Did this help you? Tell a friend"),
        ("Den Deckel zuletzt ganz vorsichtig von Hand schließen.", "Hat Ihnen das geholfen? Sagen Sie es weiter"),
        ("Zum Schluss kalt stellen.", "Hat Ihnen das geholfen? Sagen Sie es weiter"),
    ],
)
def test_the_last_step_of_all_guides_stays_above_the_footer(step: str, footer: str) -> None:
    rng = random.Random(8)
    end = f"{footer}\nParts and tools are in our store on the quay"
    pages = [f"{sentence(rng, 3)}\n\n{sentence(rng)}\n{sentence(rng)}\n{step}\n\n{end}" for _ in range(8)]
    assert removed(pages) == [end.split("\n")] * 8


def test_an_end_without_a_blank_line_goes_as_a_whole() -> None:
    rng = random.Random(8)
    end = [
        "Ann Lee keeps the lock",
        "She has written about it since the year of the ice",
        "Harnby Post, a paper for the river",
    ]
    pages = ["\n".join([sentence(rng, 3), sentence(rng), sentence(rng), *end]) for _ in range(8)]
    assert removed(pages) == [end] * 8


@pytest.mark.parametrize(
    "line", ["{} min read", "Reading time: {} minutes", "Lesezeit: {} Min.", "Tempo de leitura: {} min"]
)
def test_the_time_that_a_page_takes_to_read_goes_and_other_times_stay(line: str) -> None:
    pages = pages_of(lambda rng, i: line.format(2 + i % 4))
    assert all(line.format(2 + i % 4) in gone for i, gone in enumerate(removed(pages)))
    pages = pages_of(lambda rng, i: f"Cooking time: {2 + i % 4} min")
    assert all(gone == ["Visit the mill shop"] for gone in removed(pages))


def test_by_is_no_word_of_furniture_in_a_sentence() -> None:
    assert cued(
        ["Tighten it at the end by hand.", "By Ann Lee and Bo Day of the Post.", "Posted by Ann on the day of ice."]
    ).tolist() == [
        False,
        True,
        True,
    ]


MONTHS = {
    "en": "January February March April May June",
    "es": "enero febrero marzo abril mayo junio",
    "ru": "январь февраль март апрель май июнь",
}


@pytest.mark.parametrize(
    ("title", "months"),
    [
        ("Notes from the mill, {}", MONTHS["en"]),
        ("La barca en {}", MONTHS["es"]),
        ("Вестник за {}", MONTHS["ru"]),
        ("{}. tur", "1 2 3 4 5 6"),
    ],
)
def test_a_title_with_another_month_or_number_on_each_page_stays(title: str, months: str) -> None:
    rng = random.Random(7)
    pages = [
        f"{title.format(month)}\n\n{sentence(rng)} {sentence(rng)}\n\n{sentence(rng)}\n\nFollow us on Instagram"
        for month in months.split()
    ]
    assert removed(pages) == [["Follow us on Instagram"]] * len(pages)


def test_a_line_with_a_count_above_pages_goes_if_it_is_furniture() -> None:
    rng = random.Random(7)
    pages = [f"{n} comments\n\n{sentence(rng)} {sentence(rng)}\n\n{sentence(rng)}" for n in range(3, 11)]
    assert removed(pages) == [[f"{n} comments"] for n in range(3, 11)]


@pytest.mark.parametrize(
    ("amount", "parts", "end"),
    [
        ("Feeds {}", ("What you need", "What you do"), "Eat at once."),
        ("Für {} Personen", ("Zutaten", "Zubereitung"), "Sofort essen."),
        ("Pour {} personnes", ("Il vous faut", "La recette"), "Servir chaud."),
        ("{} porsjoner", ("Du trenger", "Slik gjør du"), "Spis straks."),
    ],
)
def test_a_number_of_which_pages_have_two_is_of_them_and_so_is_what_stands_beside_it(
    amount: str, parts: tuple[str, str], end: str
) -> None:
    rng = random.Random(10)
    pages = [
        f"{sentence(rng, 3)[:-1]}\n\n{amount.format(4 if i % 3 else 2)}\n\n{parts[0]}\n\n- {sentence(rng, 2)}\n- {sentence(rng, 2)}\n\n"
        f"{parts[1]}\n\n{sentence(rng)}\n\n{sentence(rng)}\n\n{end}\n\nVisit the mill shop\n\nOpening hours of the mill"
        for i in range(10)
    ]
    assert removed(pages) == [["Visit the mill shop", "Opening hours of the mill"]] * 10


@pytest.mark.parametrize(
    "below", [["By Ann Lee"], ["Mill Post / Ann Lee / Published {}.03.2031"], ["By Ann Lee", "Harnby"], ["Harnby desk"]]
)
def test_a_title_that_the_site_lists_on_all_pages_stays_on_its_own_above_its_author(below: list[str]) -> None:
    rng = random.Random(11)
    titles = [" ".join(rng.sample(WORDS.split(), 5)).capitalize() for _ in range(8)]
    listed = ["Most read", *titles[2:5]]
    pages = []
    for i, title in enumerate(titles):
        text = [" ".join(sentence(rng) for _ in range(3)) for _ in range(4)]
        lines = [line.format(10 + i) for line in below]
        pages.append("\n\n".join([title, *lines, *text, "\n".join(listed)]))
    of_site = [line for line in below if line.startswith("Harnby")]
    assert removed(pages, known=rules.load()) == [[*of_site, *listed]] * 8


FRAMES = {
    "en": [
        "Support the mill and subscribe to our newsletter for the price of a loaf of bread and a cup of tea in the month of May.",
        "All rights reserved. No part of this website may be copied without permission of the mill and of those who wrote it.",
        "Follow our reporters and the mill on Facebook\nLog in to comment on this text with a name and a password of your own",
        "Mill Post, 4 Harbour Lane, imprint and privacy policy, printed with the help of many friends of the mill and of the quay",
    ],
    "de": [
        "Abonnieren Sie unseren Newsletter, der jeden Freitag erzählt, was am Hafen und in der alten Mühle gebacken worden ist.",
        "Alle Rechte vorbehalten. Nachdruck und Vervielfältigung nur mit schriftlicher Genehmigung der Mühle und der Verfasser.",
        "Diesen Beitrag mit Freunden teilen\nMelden Sie sich an, um einen Kommentar mit Ihrem Namen und Kennwort zu schreiben",
        "Mühlenpost, Hafengasse 4, Impressum und Datenschutz, gedruckt mit der Hilfe vieler Freunde der Mühle und des Hafens",
    ],
}


@pytest.mark.parametrize("count", [5, 8, 10])
@pytest.mark.parametrize("language", FRAMES)
def test_a_frame_that_is_larger_than_the_text_of_short_pages_goes(count: int, language: str) -> None:
    rng = random.Random(12)
    frame = FRAMES[language]
    pages = ["\n\n".join([sentence(rng, 4)[:-1], sentence(rng, 14), *frame]) for _ in range(count)]
    lines = {line for part in frame[2:] for line in part.split("\n")}
    assert all(lines <= {*cut} for cut in removed(pages, known=rules.load()))


@pytest.mark.parametrize("count", [5, 10])
@pytest.mark.parametrize(
    "said",
    [
        "The mayor would not comment, and asked all who saw the barge to contact the harbour office by phone or by mail.",
        "Der Bürgermeister wollte keinen Kommentar abgeben und bat alle Zeugen, Kontakt mit dem Hafenamt aufzunehmen.",
    ],
)
def test_what_follow_ups_of_one_report_share_is_no_frame_of_their_site(count: int, said: str) -> None:
    rng = random.Random(13)
    shared = [sentence(rng, 20) for _ in range(5)]
    pages = [
        "\n\n".join([sentence(rng, 4)[:-1], *shared[:3], sentence(rng, 14), said, *shared[3:]]) for _ in range(count)
    ]
    assert removed(pages, known=rules.load()) == [[]] * count


def test_a_short_sentence_below_the_text_of_some_of_a_few_pages_is_theirs() -> None:
    rng = random.Random(3)
    ends = ["May she rest in peace.", "May he rest in peace.", "May she rest in peace."] * 2
    foot = "Light a candle | Print this notice\n\nNotices are printed by the Mill Gazette for the families"
    pages = [f"{sentence(rng, 3)}\n\n{sentence(rng, 30)}\n\n{end}\n\n{foot}" for end in ends]
    assert all(not any("peace" in cut for cut in cuts) and len(cuts) == 2 for cuts in removed(pages))


def test_the_hour_in_a_table_and_a_request_that_begins_with_von_stay() -> None:
    def lines(rng: random.Random, i: int) -> str:
        played = " ".join(rng.choices(WORDS.split(), k=3))
        return f"Eintritt: {8 + 2 * i} Euro\nEinlass: 19 Uhr\nBeginn: 20 Uhr\nBesetzung: {played}"

    assert not any("Uhr" in cut for cuts in removed(pages_of(lines, 8)) for cut in cuts)
    asked = "Von Blumen am Grab bitten wir heute abzusehen."
    ends = (f"Die Feier ist in {place}.\n{asked}" for place in WORDS.split()[:8])
    pages = pages_of(lambda rng, i: next(ends), 8)
    assert not any(asked in cut for cuts in removed(pages) for cut in cuts)


def test_a_long_title_with_a_date_and_a_number_of_its_page_stays() -> None:
    rng = random.Random(6)
    pages = [
        f"Amtsgericht Harr, Urteil vom {i + 3}. Mai 2031, Az. {i + 11} C {i * 7 + 30}/30\n\nIm Namen des Volkes\n\n"
        f"{sentence(rng, 30)}\n\nVisit the mill shop"
        for i in range(6)
    ]
    assert not any("Urteil" in cut for cuts in removed(pages) for cut in cuts)


def test_tools_of_a_page_and_a_menu_go_from_pages_of_goods_and_recipes() -> None:
    rng = random.Random(5)
    pages = [
        f"Sales | Results | Sell a thing\n\n{sentence(rng, 4)}\n\nEstimate: {i + 3}00 €\n\n{sentence(rng)}\n\nEn vente: {i + 2} €\n\n"
        "Ajouter aux favoris"
        for i in range(8)
    ]
    assert all({"Sales | Results | Sell a thing", "Ajouter aux favoris"} <= {*cuts} for cuts in removed(pages))


@pytest.mark.parametrize("form", ["{}. {}", "{}) {}"])
def test_the_items_with_numbers_that_all_outlines_share_stay(form: str) -> None:
    def lines(rng: random.Random, _: int) -> str:
        first, last = form.format(1, "Minutes of the last meeting"), form.format(3, "Any other business")
        topic = form.format(2, " ".join(rng.choices(WORDS.split(), k=3)))
        return f"{first}\nThe minutes were signed.\n\n{topic}\n{sentence(rng)}\n\n{last}\nThe chair thanked the baker."

    cut = [line for cuts in removed(pages_of(lines, 8)) for line in cuts]
    assert not any(words in line for line in cut for words in ("Minutes", "business", "signed"))


@pytest.mark.parametrize(
    ("lines", "word", "goes"),
    [
        ("Votes for: {}\nSpeaker: Ann Hill", "Votes", False),
        ("Besucher: {}\nBetreuer: Jan Lund", "Besucher", False),
        ("Shares: {}\nVisitors: {}", "Shares", True),
        ("Views: {}\nAuthor: Ann Hill", "Views", True),
        ("Shares: {}\nRead in the mill\nSpeaker: Ann Hill", "Shares", True),
    ],
)
def test_a_number_behind_a_label_is_data_beside_a_line_that_names_a_value(lines: str, word: str, goes: bool) -> None:
    pages = pages_of(lambda rng, i: lines.replace("{}", str(rng.randrange(900) + 40)))
    assert any(word in text for cuts in removed(pages) for text in cuts) is goes


LINES = "the lantern and the ledger on the quay", "the meadow at the gate in the winter"


def stanza(rng: random.Random) -> str:
    return "\n".join(sentence(rng, 6)[:-1] for _ in LINES)


@pytest.mark.parametrize(
    "refrain", ["O heave, my girls, and heave again\nuntil the tide is high", "Zieht an, zieht an"]
)
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_a_refrain_stays_amid_the_stanzas_of_every_song(refrain: str, between: str) -> None:
    rng = random.Random(6)
    pages = [f"{stanza(rng)}{between}{refrain}\n\n{stanza(rng)}\n\nSung for the mill shop of Lund" for _ in range(6)]
    assert {text.strip() for cuts in removed(pages) for text in cuts} == {"Sung for the mill shop of Lund"}


def test_a_box_amid_the_text_of_every_page_goes() -> None:
    rng = random.Random(6)
    box = "The mill in your letter box\nSubscribe for three crowns"
    pages = [f"{sentence(rng, 20)}\n\n{box}\n\n{sentence(rng, 20)}\n\nVisit the mill shop" for _ in range(6)]
    assert all({*box.split("\n")} <= {*cuts} for cuts in removed(pages))


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Dear Maud,", "Your fond uncle\nJon"),
        ("Liebe Inge!", "Es grüßt\nUlla"),
        ("Chère Lise,", "Luc"),
        ("", "Je t'embrasse\nLuc"),
    ],
)
def test_salutation_and_closing_words_of_letters_stay(above: str, below: str) -> None:
    rng = random.Random(6)
    pages = [f"{above}\n\n{sentence(rng, 20)}\n\n{below}\n\nLent by the mill shop of Lund".strip() for _ in range(6)]
    assert {text.strip() for cuts in removed(pages) for text in cuts} == {"Lent by the mill shop of Lund"}


def test_a_salutation_goes_above_an_appeal_of_the_site() -> None:
    rng = random.Random(6)
    appeal = "Dear readers,\n\nThe mill lives by those who buy its flour, and the miller thanks all who bring a sack."
    pages = [f"{sentence(rng, 20)}\n\n{sentence(rng, 20)}\n\n{appeal}" for _ in range(6)]
    assert all({*appeal.split("\n\n")} <= {*cuts} for cuts in removed(pages))


@pytest.mark.parametrize(
    ("above", "common", "others", "goes"),
    [
        ("Seats {}", "Heated", ["Unheated", "Heated on Sundays"], False),
        ("Places : {}", "Chien admis", ["Chien interdit", "Chien tenu"], False),
        ("le {} mars, 20 h", "Apporter une lampe", ["4 €", "7 €"], False),
        ("le {} mars 2031", "Port", ["Orage", "Marine"], True),
        ("Open on Sundays", "Bring a lamp", ["Bring a spoon", "Bring nothing"], True),
    ],
)
def test_a_line_below_data_that_has_alternatives_on_other_pages_stays(
    above: str, common: str, others: list[str], goes: bool
) -> None:
    ends = [*others, *[common] * 4]
    pages = pages_of(lambda _, i: f"{above.format(3 + 2 * i)}\n{ends[i]}", 6)
    assert {any(common in cut for cut in cuts) for cuts in removed(pages)[2:]} == {goes}
