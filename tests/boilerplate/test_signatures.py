"""Signatures and contact cards go as a whole; an address amid other lines stays with them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.signatures import signatures, torn

ARTICLE = (
    "The lock keeper of Harnby has painted the gates green, and the boats wait longer than before.\nNobody knows why."
)

CARDS = {
    "press": "Media Contact:\n\nNora Vik\n\nHead of Press, Harnby Water Office\n\nnora.vik@water.example\n\n+47 22 12 34 56",
    "joined": "Tom Aldous\nHarnby Lock Office\nTel: 0123 456 789\ntom@lock.example",
    "german": "Pressekontakt:\nAnna Kern\nTelefon: 030 123 45 67\nanna.kern@amt.example",
    "ruler": "------------------------------\nTom Aldous   | tom@lock.example\nHarnby Lock  | (012) 345-6789",
    "name": "Tom Aldous\ntom@lock.example",
    "namesake": 'Tom Aldous   aldous@lock.example\nHarnby Lock, "a stair for boats"',
    "alone": "-- Tom Aldous (aldous@lock.example)",
    "postal": "Tom Aldous\nLock Office,\nWeir Street,\nHarnby HB2, Vale.\nTel: 0123 456 789\nt@lock.example",
    "apart": "Tom Aldous\n\nOffice of Locks\nTel: 0123 456 789\naldous@lock.example",
    "two": "Contact: Nora Vik\n\n(012) 345-6789\n\nInvestors:\n\nTom Aldous\n\n(012) 345-6780",
}


@pytest.mark.parametrize("name", CARDS)
def test_a_card_at_the_end_goes_as_a_whole(name: str) -> None:
    assert cf.strip(f"{ARTICLE}\n\n{CARDS[name]}\n") == f"{ARTICLE}\n"


@pytest.mark.parametrize("greeting", ["Regards,", "Thanks in advance!", "Viele Grüße"])
def test_a_greeting_goes_with_the_name_and_address_below(greeting: str) -> None:
    assert cf.strip(f"{ARTICLE}\n\n{greeting}\n\nTom Aldous\naldous@lock.example\n") == f"{ARTICLE}\n"


@pytest.mark.parametrize(
    "end",
    [
        "These people may be asked:\n\nTom Aldous, aldous@lock.example",
        "The other half of the gates is painted by Tom Aldous, whose address is aldous@lock.example for all who ask.",
        "> Tom Aldous, aldous@lock.example",
    ],
)
def test_a_name_with_its_address_that_is_led_to_told_or_quoted_stays(end: str) -> None:
    assert cf.strip(f"{ARTICLE}\n\n{end}\n") == f"{ARTICLE}\n\n{end}\n"


@pytest.mark.parametrize(
    "led",
    [
        "You may ask the makers of the paint what it costs; their numbers are below.",
        "Whoever wants to see the gates before they are painted once more may ask one of\nthe offices of the county:",
    ],
)
def test_a_list_of_offices_that_the_text_names_is_data(led: str) -> None:
    offices = "Paint of Harnby   (012) 345-6789\nPaint of Osk   (012) 345-6780"
    text = f"{ARTICLE} {led}\n\n{offices}\n"
    assert cf.strip(text) == text


def test_a_signature_below_two_hyphens_goes_whatever_it_says() -> None:
    assert (
        cf.strip(f'{ARTICLE}\n-- \nTom Aldous, Harnby\n  "A lock is a stair for boats."\n   /\\_/\\\n')
        == f"{ARTICLE}\n"
    )


def test_what_is_long_below_two_hyphens_is_text() -> None:
    text = f"{ARTICLE}\n--\n" + "\n".join(f"The {i}th boat of the day waited for an hour." for i in range(2, 30))
    assert signatures(text) == []


@pytest.mark.parametrize(
    "card",
    [
        "Company contact\n\nHarnby Mills\n\nNora Vik\n\nTel: +47 22 12 34 56\n\nnora@mill.example\n\nPress Contact\n\n"
        "Tom Aldous\n\nTel: 0123 456 789",
        "Pressekontakt:\n\nAnna Kern\n\nSchleusenamt Harnby\n\nTelefon: 030 123 45 67\n\nanna.kern@amt.example",
        "Contact presse\n\nAnne Dubois\n\nTéléphone : 01 23 45 67 89\n\nanne@moulin.example",
    ],
)
@pytest.mark.parametrize("end", ["SOURCE Harnby Mills", "###", "Quelle: Schleusenamt Harnby", "- Ende -"])
def test_cards_above_the_end_of_a_release_go(card: str, end: str) -> None:
    text = f"{ARTICLE}\n{ARTICLE}\n{ARTICLE}\n\n{card}\n\n{end}\n"
    assert [text[a:b] for a, b in signatures(text)] == [line for line in card.split("\n") if line]


@pytest.mark.parametrize(
    "lead", ["To contact the author of this story:", "So erreichen Sie den Autor:", "Pour écrire à l'auteur :"]
)
def test_the_line_that_leads_to_a_card_goes(lead: str) -> None:
    text = f"{ARTICLE}\n\n{lead}\n\nAnn Lee at ann@lee.example\n\nTel: 123 4567\n"
    assert text[signatures(text)[0][0] :].startswith(lead)


@pytest.mark.parametrize(
    "sign",
    [
        "Brian Colaric\n \nBrian.Colaric@lock.example",
        "\tder Mouse\n\n\tmouse@lock.example",
        "Анна Kern\n\nkern@amt.example",
    ],
)
def test_a_name_goes_with_the_address_that_repeats_it(sign: str) -> None:
    text = f"{ARTICLE}\n\n{sign}\n"
    assert "".join(text[a:b] for a, b in signatures(text)) == "".join(line.strip() for line in sign.split("\n"))


def test_a_short_ruler_opens_a_signature() -> None:
    text = f"{ARTICLE}\n\n-----\nEric Lee\neric@lock.example\nCI$: 702,36\n"
    assert [text[a:b] for a, b in signatures(text)] == ["-----", "Eric Lee", "eric@lock.example", "CI$: 702,36"]


STAY = {
    "object": "Send your order to\n\n    orders@lock.example\n\nand do not forget to say how many planks you need.",
    "list": "\n".join(f"Harnby Lock {i}\nlock{i}@water.example\n(012) 345-67{i}" for i in range(10, 20)),
    "references": f"{ARTICLE}\n\nReferences\n\nhttps://water.example/a\n\nhttps://water.example/b",
    "amid": f"Harnby Lock Office\nTel: 0123 456 789\nClosed on Mondays and whenever it rains in the hills.\n\n{ARTICLE}",
    "scores": f"{ARTICLE}\n\nHarnby 3 2 1\nTarn 2 2 2\nOsk 1 1 0",
}


@pytest.mark.parametrize("name", STAY)
def test_addresses_that_are_the_text_stay(name: str) -> None:
    assert cf.strip(STAY[name]) == STAY[name]


def test_an_address_below_a_line_that_leads_to_it_belongs_to_that() -> None:
    text = "Write to the office:\n\nann@lee.example\n\nIt answers within a week."
    at = text.index("ann")
    assert torn(text, [(at, at + 15)]) == [0]
    assert torn(text.replace("office:", "office."), [(at, at + 15)]) == []


RULED = (
    "==========================\n|  Ann Lee    Gate keeper |\n|  ann@lee.example        |\n==========================",
    "**************************\nAnna Kern, Schleusenwärterin\nTel.: 0351 44 55 66\nAlle Ansichten sind meine eigenen.\n"
    "**************************",
    "______________________\nAnne Dubois\nanne@moulin.example\n----------------------",
    "+----------+-----------+\n|Ann Lee   |+44 81 466 5127|\n+----------+-----------+",
    "-------------\nann@lee.example",
)


@pytest.mark.parametrize("box", RULED)
def test_a_ruled_signature_goes_whole(box: str) -> None:
    text = f"The gates of the lock are old, and the keeper wants new ones before the winter comes.\n\n{box}\n"
    lines = [text[a:b] for a, b in signatures(text)]
    assert lines == [line.strip() for line in box.splitlines()]


@pytest.mark.parametrize(
    "tail",
    [
        "The gates of the lock\n---------------------\nAnn Lee (ann@lee.example) opens them at noon.",
        "==========\nThe second part of the tale begins in May.\n\nIt rained.",
        "==========\nWhy am I getting these messages when the gate is shut?\nAnn Lee, ann@lee.example",
        "----------\n" + "\n".join(f"Lock {i}   (0351) 44 55 {i}{i}" for i in range(1, 8)) + "\n----------",
    ],
)
def test_other_rulers_stay(tail: str) -> None:
    assert signatures(f"The gates of the lock are old, and the keeper wants new ones.\n\n{tail}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "LaboImage\n  Contact: Ann Lee, Computer Vision Group,\n  12 Mill Street, Harnby\n\nFigaro\n  It was made for the mill.",
        "Please send me information on it to...\n\t\tann@lee.example",
    ],
)
def test_an_address_of_the_text_is_torn(text: str) -> None:
    cut = next(line for line in text.splitlines() if "Contact" in line or "@" in line).strip()
    assert torn(text, [(text.index(cut), text.index(cut) + len(cut))]) == [0]


@pytest.mark.parametrize(
    ("text", "cuts"),
    [
        (
            "Vendor:\n  Harnby Soft\n  12 Mill Street\n  TEL: (603)886-9050\n  FAX: (603)886-9051\nPrice:\n  $449",
            ("TEL", "FAX"),
        ),
        ("Anbieter: Amt\n  Am Wehr 2\n  Tel.: 030 123 45 67\n  Fax: 030 123 45 68\nPreis:\n  9 Taler", ("Tel.", "Fax")),
        (
            "Lock\n  Paseo del Río\n  Teléfono: 91 123 45 67\n  Correo: lock@rio.example\nPrecio:\n  9",
            ("Tel", "Correo"),
        ),
        ("|> It was the mill of my aunt who lived there.\n|> Fax: (301)394-4483\n\nNo, it was not.", ("|> Fax",)),
        ("#> Elle était au moulin de ma tante.\n#> Tél: 01 23 45 67 89\n\nNon.", ("#> Tél",)),
    ],
)
def test_a_field_of_a_list_and_a_quoted_line_are_torn(text: str, cuts: tuple[str, ...]) -> None:
    starts = [text.index(cut) for cut in cuts]
    spans = [(at, text.index("\n", at)) for at in starts]
    assert torn(text, spans) == [*range(len(cuts))]


ADVERTS = (
    "Two oars for sale, one is broken.\n\nCall Ann at 555-1234 or e-mail me at ann@lee.example.",
    "Zwei Ruder zu verkaufen, eines ist zerbrochen.\n\nBitte schreiben Sie mir an ann@lee.example oder 030 123 45 67.",
    "Vends deux rames, dont une cassée.\n\nContactez-moi au 01 23 45 67 89 ou ann@lee.example.",
    "Vendo dos remos, uno está roto.\n\nEscríbanme a ann@lee.example.",
    "We look for a lock keeper.\n\nPlease send your application to ann@lee.example before May.",
)


@pytest.mark.parametrize("text", ADVERTS)
def test_how_to_answer_an_advert_stays(text: str) -> None:
    assert cf.strip(text) == text


@pytest.mark.parametrize("line", ["Contact us at news@harnby.example.", "To reach the newsroom, call 555-123-4567."])
def test_how_to_reach_a_newsroom_goes(line: str) -> None:
    assert cf.strip(f"{ARTICLE}\n\n{line}") == ARTICLE


def test_the_first_line_of_a_wrapped_sentence_stays_with_the_address_below_it() -> None:
    lead = "For more information contact Joe Brunoli, Marketing\nManager, Genoa Systems at 75 Trimble Road, San Jose, Calif.\n95131; Tel: (408) 432-9090"
    text = f"{ARTICLE}\n{lead} or fax.\n\n{ARTICLE}\n"
    assert cf.strip(text) == text


@pytest.mark.parametrize(
    "ruler", ["~^~^~^~^~^~^~^~^~^~^~^~^~^~^~^~", "<><><><><><><><><><><><><>", "!-*-!-*-!-*-!-*-!-*-!-*-!-*-!"]
)
def test_a_ruler_may_be_of_any_signs(ruler: str) -> None:
    box = f"{ruler}\n  Ann Lee        ann@lee.example\n  Harnby Lock    (012) 345-6789\n{ruler}"
    assert cf.strip(f"{ARTICLE}\n\n{box}\n") == f"{ARTICLE}\n"


@pytest.mark.parametrize(
    "others",
    [
        "OTHER LISTS\n-----------\nTwo-strokes: two@micro.example\nDiesels: diesel-request@think.example.ca\n"
        "Steam: majordomo@onion.rain.example",
        "Weitere Vereine\n\nSegler: post@segler.example\nRuderer: ruderer@boot.example\nAngler: info@angeln.example",
        "Autres associations :\n\nVoile : contact@voile.example\nAviron : aviron@bateau.example\nPêche : pont@peche.example",
    ],
)
def test_addresses_of_others_are_a_list_of_the_text(others: str) -> None:
    assert cf.strip(f"{ARTICLE}\n\n{others}\n") == f"{ARTICLE}\n\n{others}\n"


SIGNED = {
    "three hyphens": "---\nEd Vik, former keeper | I was rowing with a friend,\n  ed@lock.example      | and she said: Go on!",
    "table": "-- \n+-----------------+------------------+\n| Ed Vik          | Tel: 0123 456789 |\n| ed@lock.example | Harnby Lock      |\n"
    "+-----------------+------------------+",
    "programs": "---\n . Pegel. 1.26b #956s . Wasserstand: taeglich neu\n\n----\n| SCHLEUSE BBS: drei Leitungen |\n| Ruf +49 30 123 4567          |",
    "german": "---\nAnna Kern, Amt fuer Schleusen\nHafenstr. 3, 10115 Berlin\nTel. 030 123 45 67",
    "spanish": "- --\nAna Ruiz   Esclusa de Harnby\nana@esclusa.example",
}


@pytest.mark.parametrize("name", SIGNED)
def test_a_signature_below_a_line_like_a_delimiter_goes_with_its_box(name: str) -> None:
    assert cf.strip(f"{ARTICLE}\n\n{SIGNED[name]}\n").rstrip() == ARTICLE


@pytest.mark.parametrize(
    "section",
    [
        "---\nThe gates were painted again in May, and the keeper was thanked by the town.\nWrite to ann@lee.example now.",
        "---\n\nI have not tried it. Use at own risk.\n\n-KKC-  ann@lee.example",
        "---\n\nIch habe es nicht versucht, also Vorsicht!\n\nAnna  anna@kern.example",
        "---\nDer zweite Teil",
        "---\nOpening hours\nMonday 9-12\nTuesday 9-12\nWednesday closed",
    ],
)
def test_a_section_below_three_hyphens_stays(section: str) -> None:
    found = [f"{ARTICLE}\n\n{section}"[a:b] for a, b in signatures(f"{ARTICLE}\n\n{section}")]
    assert not set(found) & set(section.split("\n")[:3])


@pytest.mark.parametrize("times", [2, 3])
def test_a_signature_that_stands_there_twice_goes_twice(times: int) -> None:
    signature = "-- \nTom Aldous, Harnby\n  Locks and bells\n"
    assert cf.strip(f"{ARTICLE}\n" + signature * times) == f"{ARTICLE}\n"
    other = "--\nThis part of the post is a text, and no signature.\n"
    assert cf.strip(f"{ARTICLE}\n{other}{signature}") == f"{ARTICLE}\n{other}"


TWO = {
    "employer": "-- \n\nStandard employer disclaimers apply\n",
    "other": "-- \nTom Aldous, Harnby\ntom@lock.example   (012) 345-6789\n",
    "empty": "-- \n",
}


@pytest.mark.parametrize("name", TWO)
def test_the_signature_of_another_program_goes_too(name: str) -> None:
    below = "-- \nNora Vik   nora.vik@water.example\nSent by way of Harnby\n"
    assert cf.strip(f"{ARTICLE}\n{TWO[name]}{below}") == f"{ARTICLE}\n"


@pytest.mark.parametrize("lead", ["He wrote this:\n\n", ""])
def test_a_text_between_two_delimiters_stays(lead: str) -> None:
    part = (
        f"{lead}--\nThe first gate (of oak and iron) lets the keeper build locks that\ncan switch while they run,\n"
        "while the other only gives you low water.\n"
    )
    assert (
        cf.strip(f"{ARTICLE}\n{part}-- \nNora Vik   nora.vik@water.example\n").strip() == f"{ARTICLE}\n{part}".strip()
    )


def test_a_quoted_signature_stays() -> None:
    sign = '-- \n"Gates have no will."\nTom Aldous (tom@lock.example)\n'
    text = f"{ARTICLE}\nHere is my favourite:\n{sign}"
    assert cf.strip(text + sign) == text.rstrip("\n") + "\n"


def test_a_signature_that_is_cut_short_goes_with_the_whole_one() -> None:
    sign = "=" * 40 + "\nTom Aldous   | tom@lock.example\nHarnby Locks | (012) 345-6789\n"
    more = "Mill Lane 24 | 12345 Harnby\n"
    assert cf.strip(f"{ARTICLE}\n\n{sign}{more}-- \n\n{sign}").rstrip() == ARTICLE


@pytest.mark.parametrize("lead", ["Send all comments to", "Bitte schreiben Sie an", "Envoyez vos réponses à"])
def test_an_address_to_which_a_line_leads_stays(lead: str) -> None:
    text = f"{ARTICLE} {ARTICLE}\n\n{lead}\n\nlock@water.example\n\n{ARTICLE}"
    assert cf.strip(text) == text


@pytest.mark.parametrize("days", ["(27.12.2031)\n\n2. Tag: (28.12.2031)", "27/12/2031\n\nDay 2: 2031-12-28"])
def test_dates_are_no_telephones(days: str) -> None:
    text = f"{ARTICLE}\n{ARTICLE}\n\nShort chronicle of the flood\n\n1. Tag: {days}"
    assert signatures(text) == []


def test_a_postscript_below_a_box_is_of_the_text() -> None:
    box = "-------------------------\nTom Aldous  0123 456 789\n-------------------------\nHarnby Lock 12:400/5"
    note = (
        "P.S. If you send me your address by mail I will post you the list of boats, which is twelve pages long, and a map\n"
        "of the river, if there are any left by then."
    )
    assert signatures(f"{ARTICLE}\n{ARTICLE}\n{box}\n\n{note}") == []


def test_an_answer_between_two_rulers_is_no_signature() -> None:
    box = "-----------------------------\nTom Aldous   tom@lock.example\n-----------------------------"
    answer = "Do you mean the lower gate? It was sold for scrap in May, and nobody has missed it since."
    text = f"> Whatever happened to the old gate?\n      ^^^^^^^^^^\n{answer}\n\nWe shall see.\n\n\n{box}"
    assert [text[a:b] for a, b in signatures(text)] == box.split("\n")


DELIMITED = tomllib.loads((Path(__file__).parents[1] / "cases/delimiters.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", DELIMITED, ids=[case["id"] for case in DELIMITED])
def test_a_signature_ends_at_the_next_message_and_is_no_text(case: dict[str, list[str]]) -> None:
    text = str(case["text"])
    assert [text[a:b] for a, b in signatures(text)] == case["cuts"]
    kept = [line for line in text.split("\n") if line.strip() not in case["cuts"]]
    assert [line for line in cf.strip(text).split("\n") if line] == [line for line in kept if line]


def test_the_name_above_a_signature_goes_for_the_same_reason() -> None:
    text = (
        "The keeper of the lock at Harnby has seen four floods, and he keeps a note of each in the book by his door.\n\n"
        "-Ann\n\n-- \nAnn Lee  ann@lee.example  Lock Office\nHarnby"
    )
    removals = cf.Stripper()(text).removals
    assert text[removals[0].start : removals[0].stop] == "-Ann"
    assert {(r.reason, r.rule) for r in removals} == {("contact", "signature")}


def test_a_sum_below_its_ruler_is_of_the_text() -> None:
    price = "Lamp and charger-----$120.00\n                     -------\n                     $160.00\n"
    ask = "Would like $40, or the best offer!\n\nThanks a lot!\n\nPer\n\n"
    box = " ____________________________\n|| Per Lind | per@rope.example\n|| The sea, the sea\n ~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"
    text = f"{ARTICLE}\n{ARTICLE}\n\n{price}\n{ask}{box}"
    assert [text[a:b] for a, b in signatures(text)] == [line.strip() for line in box.splitlines()]


def test_a_motto_of_two_lines_goes_with_the_signature() -> None:
    card = "---\nTom Aldous  | tom@lock.example\n  Meddle not in the affairs of keepers,\n  for it makes their gates slow and very hard to open.\n"
    assert cf.strip(f"{ARTICLE}\n\n{card}") == f"{ARTICLE}\n"


def test_a_drawing_above_its_ruler_goes_with_it() -> None:
    card = "Tom            __/   ____/_\ntom@lock.example   /        \\\n_________   ___________   ______ \\------- ===\n   ====OO\n------------------------\n"
    text = f"{ARTICLE}\n{ARTICLE}\n\n{card}"
    assert [text[a:b] for a, b in signatures(text)] == [line.strip() for line in card.splitlines()]


def test_rows_of_numbers_are_no_card() -> None:
    rows = "".join(f"{n} {n} {n}\t\tgrey{n - 100}\n" for n in range(120, 150))
    assert cf.strip(f"Colours of the gates\n{rows}") == f"Colours of the gates\n{rows}"
