"""Lists of links and titles go whole or not at all, and so do their headings."""

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.wholes import Cut, completed

PROSE = "The mill on the river has ground corn for four hundred years, and it still does."


def whole(text: str, *cuts: str, learned: bool = True) -> tuple[list[str], list[str]]:
    """Give what goes, too, and what is taken back, given the cuts of a text in order."""
    spans = [(text.index(cut), text.index(cut) + len(cut)) for cut in cuts]
    added, spared, _ = completed(text, [Cut(*span, learned=learned) for span in spans])
    return [text[a:b] for a, b in added], [text[slice(*spans[i])] for i in spared]


@pytest.mark.parametrize(
    ("heading", "titles"),
    [
        ("Related Links", ["Mayor opens the new lock on the river", "Stage set for the first women on the council"]),
        ("LESEN SIE AUCH:", ["Die Mühle am Fluss mahlt wieder", "Was wird aus der alten Schleuse?"]),
        ("Lea también", ["El molino vuelve a moler trigo", "La esclusa cumple cien años"]),
        ("Читайте также", ["Мельница на реке снова мелет", "Старый шлюз закроют на ремонт"]),
        ("Customers also bought", ["Whetstone, 1000/3000", "Oil for handles", "Bread board"]),
        ("Productos relacionados", ["Piedra de afilar", "Aceite"]),
        ("関連商品", ["砥石", "椿油"]),
        ("More in Science", ["The mill on the river grinds again"]),
    ],
)
def test_titles_go_with_their_heading(heading: str, titles: list[str]) -> None:
    text = "\n".join([PROSE, "", heading, *titles, "", '"' + PROSE + '"', "", PROSE])
    assert whole(text, heading, learned=False) == (titles, [])


@pytest.mark.parametrize("size", [8, 12, 20])
def test_many_titles_go_where_they_end_a_text_that_is_longer(size: int) -> None:
    titles = [f"Mill number {chr(65 + i)} grinds again" for i in range(size)]
    assert whole("\n".join([*[PROSE] * 8, "", "Related links", *titles]), "Related links", learned=False) == (
        titles,
        [],
    )
    listing = "\n".join([PROSE, "", "Related links", *titles])
    assert whole(listing, "Related links", learned=False)[0] == (titles if size == 8 else [])


@pytest.mark.parametrize("heading", ["TOP NEWS", "In case you missed it", "Kurz gemeldet", "En bref"])
def test_the_heading_of_a_digest_stays_with_its_stories_and_goes_with_titles(heading: str) -> None:
    story = "\n\n".join([PROSE, heading, "A mill that is none", f"{PROSE} It is the last one of the county."])
    assert whole(story, heading, learned=False) == ([], [heading])
    titles = ["Mayor opens the new lock on the river", "Stage set for the first women on the council"]
    assert whole("\n".join([PROSE, "", heading, *titles]), heading, learned=False) == (titles, [])
    assert whole("\n\n".join([PROSE, heading, *titles, PROSE]), heading, learned=False) == ([], [heading])


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        ("More information", "The Foundation for Mills has more on how corn is ground."),
        ("Weitere Informationen:", "Der Verein der Müller hat mehr über das Mahlen von Korn."),
        ("Comentários", "Vi o moinho em maio, e estava fechado."),
        ("RECENT COMMENTS", "I saw the mill in May, and it was closed."),
    ],
)
def test_a_heading_stays_with_the_text_below(heading: str, below: str) -> None:
    text = "\n\n".join([PROSE, heading, below])
    assert whole(text, heading) == ([], [heading])


@pytest.mark.parametrize("heading", ["Related links", "Enlaces", "Подробнее:", "More information:"])
def test_addresses_go_with_their_heading(heading: str) -> None:
    text = f"{PROSE}\n\n{heading}\n\nhttps://mill.example/a\n\nwww.lock.example"
    assert whole(text, heading) == (["https://mill.example/a", "www.lock.example"], [])


def test_a_heading_goes_when_all_below_goes() -> None:
    assert whole(f"{PROSE}\n\nRelated Links\n\nhttps://mill.example/a", "https://mill.example/a")[0] == [
        "Related Links"
    ]


@pytest.mark.parametrize(
    ("cuts", "added", "spared"),
    [
        (("- [Mill](/m)", "- [Lock](/l)"), ["- [Sea](/s)"], []),
        (("- [Mill](/m)",), [], ["- [Mill](/m)"]),
    ],
)
def test_a_list_of_links_goes_by_halves(cuts: tuple[str, ...], added: list[str], spared: list[str]) -> None:
    assert whole(f"{PROSE}\n\n- [Mill](/m)\n- [Lock](/l)\n- [Sea](/s)", *cuts) == (added, spared)


def test_one_tag_is_enough_for_a_list_of_tags() -> None:
    text = f"{PROSE}\n\n- [Mills](/news/?tags=mills)\n- [Locks](/news/?tags=locks)\n- [2025](/news/?tags=2025)"
    assert len(whole(text, "- [Mills](/news/?tags=mills)")[0]) == 2


def test_a_row_of_links_is_a_list_by_itself() -> None:
    text = f"{PROSE}\n\n[Solution](s/1.md)\n\n[All lessons](/) | [Legal notice](/legal)"
    assert whole(text, "[All lessons](/) | [Legal notice](/legal)") == ([], [])


def test_a_list_ends_at_a_blank_line() -> None:
    text = f"{PROSE}\n\n- [Read the report](/r.pdf)\n\n- [Mill](/m)\n- [Lock](/l)"
    assert whole(text, "- [Mill](/m)", "- [Lock](/l)") == ([], [])


@pytest.mark.parametrize(
    "below",
    [
        "the mayor said on Monday, when the mill\nhad been closed for a week and no corn was left",
        PROSE,
    ],
)
def test_prose_below_a_related_heading_stays(below: str) -> None:
    assert whole(f"{PROSE}\n\nRelated\n\n{below}", "Related", learned=False) == ([], [])


def test_a_box_at_the_end_goes_with_one_of_its_lines() -> None:
    box = ["--------------------", "The lady in waiting", "Opinions are mine.", "--------------------"]
    text = "\n".join([PROSE, "", *box])
    assert whole(text, "Opinions are mine.", learned=False)[0] == [line for line in box if line != "Opinions are mine."]


@pytest.mark.parametrize(("thanks", "name"), [("Cheers", "Simon"), ("Vielen Dank,", "Anna Kern"), ("Merci", "Anne")])
def test_thanks_stay_with_the_name(thanks: str, name: str) -> None:
    assert whole(f"{PROSE}\n\n{thanks}\n\n{name}", thanks) == ([], [thanks])


@pytest.mark.parametrize(
    ("sections", "heads"),
    [
        ("## Interested in mills?\n\n[Talk to us](/t)", ["## Interested in mills?"]),
        ("## Noch Fragen?\n\n[Talk to us](/t)\n\n## Related\n\nThe lock is old.", ["## Noch Fragen?"]),
        ("## Mills\n\n[Talk to us](/t)\n\n### Locks\n\nThe lock is old.", []),
        ("## Mills\n\n[Talk to us](/t)\n\nThe lock is old.", []),
    ],
)
def test_a_heading_of_markdown_goes_with_its_section(sections: str, heads: list[str]) -> None:
    assert whole(f"{PROSE}\n\n{sections}", "[Talk to us](/t)")[0] == heads


def test_the_rest_of_a_closing_card_goes() -> None:
    text = f"{PROSE}\n\nAnn Lee, Lock Office, Harnby   ann@lee.example\nGSX600F, RG250WD"
    assert whole(text, "Ann Lee, Lock Office, Harnby   ann@lee.example")[0] == ["GSX600F, RG250WD"]


def test_lines_above_a_closing_card_stay() -> None:
    text = f"{PROSE}\n\nNobody else managed\nto do it right\nAnn Lee   ann@lee.example\nGSX600F"
    assert whole(text, "Ann Lee   ann@lee.example")[0] == ["GSX600F"]


@pytest.mark.parametrize(
    "line", ["[The second edition](/s) says the same.", "and the same is in\n[the second edition](/s)"]
)
def test_a_link_in_a_sentence_is_of_no_list(line: str) -> None:
    assert whole(f"{PROSE}\n{line}\n\n[Share this](/f)", "[Share this](/f)") == ([], [])


def test_a_closing_card_of_which_nothing_goes_stays() -> None:
    assert whole(f"Share this\n\n{PROSE}\n\nWrite to ann@lee.example", "Share this", learned=False) == ([], [])


@pytest.mark.parametrize(
    ("lead", "titles"),
    [
        ("Read more:", ["Mayor opens the new lock on the river", "Stage set for the first women on the council"]),
        ("Mehr lesen:", ["Die Mühle am Fluss mahlt wieder Korn", "Was wird aus der alten Schleuse?"]),
        ("Lire aussi :", ["Le moulin de la rivière moud à nouveau", "Que devient la vieille écluse ?"]),
    ],
)
def test_titles_go_with_a_line_of_a_rule_that_leads_to_them(lead: str, titles: list[str]) -> None:
    text = "\n\n".join([PROSE, lead, *titles, '"' + PROSE + '"'])
    at = len(PROSE) + 2
    added, spared, _ = completed(text, [Cut(at, at + len(lead), learned=False, leads="navigation")])
    assert ([text[a:b] for a, b in added], spared) == (titles, [])


def test_titles_go_though_an_advert_stands_between_them() -> None:
    titles = ["Mayor opens the new lock on the river", "ADVERTISEMENT", "Stage set for the first women on the council"]
    text = "\n\n".join([PROSE, "Related links", *titles, '"' + PROSE + '"'])
    assert whole(text, "Related links", "ADVERTISEMENT", learned=False) == ([titles[0], titles[2]], [])


@pytest.mark.parametrize(
    ("lead", "below"),
    [
        ("See also:", "        comp.graphics.avs"),
        ("Quick reads:", "- strong contact or good fortune"),
        ("Siehe auch:", "mühlen.technik"),
        ("Read more:", "- [The docs of the lock](https://lock.example/docs): how it opens"),
    ],
)
def test_a_lead_stays_above_items_of_the_text(lead: str, below: str) -> None:
    text = f"{PROSE}\n\n{lead}\n{below}\n\n{PROSE}"
    at = len(PROSE) + 2
    assert completed(text, [Cut(at, at + len(lead), learned=False, leads="navigation")])[:2] == ([], [0])


@pytest.mark.parametrize(
    ("label", "value"), [("Mouse:", "recommended"), ("Maus:", "empfohlen"), ("Clavier:", "à lire")]
)
def test_the_value_of_a_field_stays(label: str, value: str) -> None:
    text = f"{PROSE}\n\n{label}\n        {value}\nGraphics:\n        EGA, VGA\n\n{PROSE}"
    at = text.index(value)
    assert completed(text, [Cut(at, at + len(value), learned=False, leads="related")])[:2] == ([], [0])


ITEMS = (
    ("- Most favorites", "- Most viewed", "- Most downloaded"),
    ("* [Google Play](g)", "* [GitHub](h)", "* [Windows](w)", "* [Linux](l)"),
    ("- Versand frei", "- Aus Eiche", "- Zwei Jahre Garantie"),
    ("• Livraison gratuite", "• En chêne", "• Fait à la main"),
)


@pytest.mark.parametrize("items", ITEMS)
def test_an_item_stays_in_a_list_most_of_which_stays(items: tuple[str, ...]) -> None:
    text = "\n".join([PROSE, "", *items, "", PROSE])
    assert whole(text, items[0], learned=False) == ([], [items[0]])
    share = "\n".join([PROSE, "", *items, items[0][:2] + "Share", items[0][:2] + "Print"])
    assert whole(share, items[0][:2] + "Share", items[0][:2] + "Print", learned=False) == ([], [])


TEXTS = {
    "en": "The gates of the lock are old, and the plan to paint them is older than the keeper who wrote it.",
    "de": "Die Tore der Schleuse sind alt, und der Plan, sie zu streichen, ist noch älter als der Wärter.",
    "fr": "Les portes de l'écluse sont vieilles, et le plan de les peindre est plus vieux que l'éclusier.",
    "es": "Las puertas de la esclusa son viejas, y el plan de pintarlas es más viejo que el guardián.",
}
MENUS = {
    "en": [
        "[Blog](/blog/)",
        "[Press](/press/)",
        "[Tutorials](/tutorials/)",
        "[Terms of use](/tos/)",
        "[Privacy policy](/privacy/)",
    ],
    "de": ["[Über uns](/ueber/)", "[Presse](/presse/)", "[Impressum](/impressum/)", "[Datenschutz](/datenschutz/)"],
    "fr": [
        "[Nos bateaux](/bateaux/)",
        "[Mentions légales](/mentions/)",
        "[Politique de confidentialité](/confidentialite/)",
    ],
    "es": ["[Equipo](/equipo/)", "[Aviso legal](/aviso/)", "[Política de privacidad](/privacidad/)"],
}


@pytest.mark.parametrize("name", MENUS)
def test_a_menu_goes_with_the_entries_that_no_rule_knows(name: str) -> None:
    menu = "\n".join(f"  * {entry}" for entry in MENUS[name])
    text = f"# Harnby\n\n{TEXTS[name]} [Plan](plan.pdf)\n\n{TEXTS[name]}"
    assert cf.strip(f"{text}\n\n{menu}\n").rstrip() == text


def test_a_list_of_a_text_keeps_the_entry_that_a_menu_might_have() -> None:
    items = [
        "[Oars](/oars/)",
        "[Ropes](/ropes/)",
        "[Anchors and how to drop them](/anchors/)",
        "[Privacy policy](/privacy/)",
    ]
    text = "# The lock\n\nWhat [the keeper](k.md) writes about:\n\n" + "\n".join(f"- {item}" for item in items)
    assert cf.strip(f"{text}\n\nNobody else does.\n") == f"{text}\n\nNobody else does.\n"


def test_the_link_of_an_author_stays_beside_tags_of_the_site() -> None:
    own, tags = (
        "- [Blog post](https://ann.example/post)",
        ["- [Culture](https://n.example/?tags=c)", "- [2021](https://n.example/?tags=2021)"],
    )
    text = "\n".join(["The end.", "", own, *tags])
    cuts = [Cut(text.index(tag), text.index(tag) + len(tag), learned=True) for tag in tags]
    assert completed(text, cuts)[:2] == ([], [])


@pytest.mark.parametrize(
    "head", ["CONTACT:", "MEDIA CONTACTS", "Pressekontakt:", "Contact presse :", "Contacto de prensa:"]
)
def test_the_heading_of_a_card_that_stays_stays(head: str) -> None:
    text = f"The end.\n\n{head}\n\nGert Lee, Communications\n\nTel: +31-653-561-242, e-mail: gert.lee@lock.example"
    start = text.index(head)
    assert completed(text, [Cut(start, start + len(head), learned=True)])[:2] == ([], [0])


@pytest.mark.parametrize("links", [["- [Tea](t)", "- [Sea](s)", "- [Mill](m)"], ["[Tee](t)", "[See](s)", "[Mühle](m)"]])
def test_a_line_inside_a_longer_cut_is_not_taken_back(links: list[str]) -> None:
    text = "\n".join([PROSE, "", "Next page", "", *links])
    assert whole(text, links[0]) == ([], links[:1])
    assert whole(text, f"Next page\n\n{links[0]}", links[0]) == ([], [])


@pytest.mark.parametrize("heading", ["Breaking News!", "Latest news"])
def test_a_line_that_heads_the_text_of_a_page_stays(heading: str) -> None:
    paragraph = f"{PROSE} {PROSE}"
    assert cf.strip(f"{heading}\n\n{paragraph}\n\n{PROSE}").startswith(heading)
    assert heading not in cf.strip(f"{paragraph}\n\n{PROSE}\n\n{heading}\n\nMayor opens the new lock on the river")


SOURCED = {
    "quoted": ("More from the Courier:", '"The gates were rotten," he said, "and we asked for oak."'),
    "prose": (
        "More from the Courier:",
        "The gates have been rotten since the flood, and nobody wanted to hear about it at the time. We asked three times for oak."
        " We got a road.",
    ),
    "German": ("Mehr aus dem Boten:", "„Die Tore sind seit der Flut morsch“, sagte er, „und keiner wollte es hören.“"),
    "Spanish": ("Más del Correo:", "«Las puertas están podridas desde la inundación», dijo, «y nadie quiso oírlo»."),
}


@pytest.mark.parametrize("name", SOURCED)
def test_a_line_that_names_the_source_of_what_is_below_stays(name: str) -> None:
    lead, below = SOURCED[name]
    text = f"{PROSE}\n\n{lead}\n\n{below}\n\n{PROSE}"
    assert cf.strip(text) == text


def test_a_line_above_titles_of_the_site_goes() -> None:
    titles = "Council spends money on roads\nOld oak fetches a record price\nWhy the flood was foreseen"
    assert cf.strip(f"{PROSE}\n\nMore from the Courier:\n{titles}\n\n{PROSE}") == f"{PROSE}\n\n{PROSE}"


@pytest.mark.parametrize(
    "titles",
    [
        ["Mayor opens the new lock on the river", "What the mill means for the U.S."],
        ["WHAT THE FLOOD OF MAY HAS TAUGHT US", "MILL TOWN ASKS FOR A SECOND BRIDGE AGAIN"],
    ],
)
def test_titles_that_end_a_text_go_with_a_line_without_a_colon(titles: list[str]) -> None:
    text = "\n\n".join([PROSE, PROSE, PROSE, "Breaking news about mills", *titles])
    start = text.index("Breaking")
    cuts = [Cut(start, start + len("Breaking news about mills"), learned=False, leads="related")]
    assert [text[a:b] for a, b in completed(text, cuts)[0]] == titles
    going_on = f"{text}\n\n{PROSE}"
    assert completed(going_on, cuts)[0] == []


def test_a_list_that_a_sentence_leads_to_stays() -> None:
    items = "* [LinkedIn](https://l.example/x)\n* [Facebook](https://f.example/x)\n* [Twitter](https://t.example/x)\n"
    text = f"# Accounts\n\nThe project has these accounts at the moment:\n\n{items}\nAsk the keeper for the keys.\n"
    assert cf.strip(text, markup="markdown") == text
