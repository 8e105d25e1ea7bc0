"""What stands beside a cut and is a part of the same appeal, notice or disclaimer goes with it; prose beside it stays."""

import pytest

import chaffinch as cf
from chaffinch.boilerplate.furniture.companions import companions

PROSE = "The mill on the river has ground corn for four hundred years, and it still does."


def beside(text: str, kind: str, *cuts: str) -> list[str]:
    """Give what goes with the cuts of a text, which are in order."""
    spans = [(text.index(cut), text.index(cut) + len(cut)) for cut in cuts]
    return [text[a:b] for a, b in companions(text, kind, spans, spans)]


@pytest.mark.parametrize(
    ("box", "cut"),
    [
        ("Have something to add to this story? Share it in the comments.", "Share it in the comments."),
        ("Daily mill updates: Get them in your email. Sign up here", "Sign up here"),
        ("Sign up for our letter. Twice a week, we’ll send you the best we found.", "Sign up for our letter."),
        ("Support local news. Subscribe to the Harnby Post today. See offers.", "Support local news."),
        ("Do you love mills? We do! Follow us on Twitter.", "Follow us on Twitter."),
        ("Haben Sie Fragen? Schreiben Sie uns. Folgen Sie uns auf Facebook.", "Folgen Sie uns auf Facebook."),
        ("Möchten Sie mehr lesen? Abonnieren Sie unseren Newsletter.", "Abonnieren Sie unseren Newsletter."),
        ("Vous aimez cet article ? Abonnez-vous à notre newsletter.", "Abonnez-vous à notre newsletter."),
        ("¿Te gusta lo que lees? Suscríbete a nuestro boletín.", "Suscríbete a nuestro boletín."),
        ("Gostou do texto? Assine a nossa newsletter.", "Assine a nossa newsletter."),
        ("Vuoi saperne di più? Iscriviti alla nostra newsletter.", "Iscriviti alla nostra newsletter."),
        ("Wil je op de hoogte blijven? Meld je aan.", "Meld je aan."),
        ("Хотите знать больше? Подпишитесь на нашу рассылку.", "Подпишитесь на нашу рассылку."),
        ("Chcesz wiedzieć więcej? Zapisz się na nasz newsletter.", "Zapisz się na nasz newsletter."),
        ("Local news matters. Support our newsroom. Every bit helps. Thank you!", "Support our newsroom."),
        ("Unabhängiger Journalismus kostet Geld. Spenden Sie jetzt. Jeder Beitrag zählt.", "Spenden Sie jetzt."),
        ("Faites un don. Chaque contribution compte. Merci !", "Faites un don."),
        ("Apoie o nosso trabalho. Qualquer valor ajuda. Obrigado!", "Apoie o nosso trabalho."),
        ("Subscribe to read on. Only 1 € for the first month!", "Subscribe to read on."),
        ("Abonnieren Sie jetzt. Im ersten Monat nur 1 €!", "Abonnieren Sie jetzt."),
    ],
)
def test_the_rest_of_an_appeal_goes(box: str, cut: str) -> None:
    text = f"{PROSE}\n\n{PROSE}\n\n{box}"
    left = box
    for part in [*beside(text, "appeal", cut), cut]:
        left = left.replace(part, "")
    assert not left.strip()


@pytest.mark.parametrize(
    ("heading", "cut", "body"),
    [
        (
            "Support our journalism",
            "Please make a contribution today.",
            "Your support keeps our newsroom independent. Readers like you pay for our reporting.",
        ),
        (
            "Unterstützen Sie unseren Journalismus",
            "Spenden Sie jetzt.",
            "Mit Ihrem Beitrag bleibt unsere Redaktion unabhängig.",
        ),
        ("Soutenez notre journalisme", "Faites un don.", "Vos dons permettent à notre rédaction de rester libre."),
        ("Apoya nuestro periodismo", "Haz una donación.", "Tu apoyo mantiene libre a nuestra redacción."),
    ],
)
def test_paragraphs_and_heading_of_an_appeal_go(heading: str, cut: str, body: str) -> None:
    text = f"{PROSE}\n\n{PROSE}\n\n{heading}\n\n{cut}\n\n{body}"
    assert beside(text, "appeal", cut) == [heading, body]


@pytest.mark.parametrize(
    ("own", "cut"),
    [
        ("Ann Lee is a reporter for the Harnby Post.", "Follow her on Twitter."),
        ("Ann Lee hosts the weekly podcast “Mills” and writes a newsletter on locks.", "Follow her on Twitter."),
        ("The mayor of Harnby was not there.", "Sign up for our newsletter."),
        ("“You get our support,” the mayor said.", "Sign up for our newsletter."),
        ("Die Mühle bekommt jetzt mehr Unterstützung vom Land.", "Abonnieren Sie unseren Newsletter."),
        ("La mairie soutient le moulin depuis deux ans.", "Abonnez-vous à notre newsletter."),
        ("Мельница получила поддержку области.", "Подпишитесь на нашу рассылку."),
    ],
)
def test_prose_beside_an_appeal_stays(own: str, cut: str) -> None:
    assert beside(f"{PROSE}\n\n{PROSE} {own} {cut}", "appeal", cut) == []
    assert beside(f"{PROSE}\n\n{own}\n\n{cut}", "appeal", cut) == []


def test_nothing_goes_because_of_a_button() -> None:
    text = f"{PROSE}\n\nYou can see it for yourself on YouTube.\n\nYouTube\n\n{PROSE}"
    at = text.rindex("YouTube")
    assert companions(text, "appeal", [(at, at + 7)], [(at, at + 7)]) == []


@pytest.mark.parametrize(
    ("appeal", "button"),
    [
        ("Our daily email sums up what the town talks of before breakfast.", "Sign up here"),
        ("Unsere Redaktion schickt Ihnen jeden Morgen eine E-Mail aus dem Hafen.", "Jetzt abonnieren"),
        ("Notre rédaction vous envoie chaque matin une infolettre du port.", "Je m’abonne"),
        ("Наша рассылка приходит к вам каждое утро.", "Подписаться"),
    ],
)
def test_an_appeal_above_its_button_goes_and_prose_stays(appeal: str, button: str) -> None:
    assert beside(f"{PROSE}\n\n{PROSE}\n\n{appeal}\n\n{button}\n\n{PROSE}", "button", button) == [appeal]
    assert beside(f"{PROSE}\n\n{PROSE}\n\n{button}\n\n{appeal}", "button", button) == []
    assert beside(f"{appeal}\n\n{button}\n\n{PROSE}", "button", button) == []


def test_the_name_of_a_newsletter_below_its_button_goes_with_what_it_is() -> None:
    name, says = "firstHarbour", "FirstHarbour is our daily email briefing of all that floats"
    assert beside(f"{PROSE}\n\nSign up now\n\n{name}\n\n{says}\n\n{PROSE}", "button", "Sign up now") == [name, says]
    other = "FirstHarbour is a boat of eleven tons that the town has painted"
    assert beside(f"{PROSE}\n\nSign up now\n\n{name}\n\n{other}\n\n{PROSE}", "button", "Sign up now") == []


def test_a_question_to_the_reader_above_an_appeal_goes_from_the_first_line_too() -> None:
    cut = "Subscribe to our letter of the week."
    assert beside(f"Looking for news you can trust?\n\n{cut}\n\n{PROSE}", "appeal", cut) == [
        "Looking for news you can trust?"
    ]
    assert beside(f"Who pays for the old mill?\n\n{cut}\n\n{PROSE}", "appeal", cut) == []


def test_the_last_sentence_of_an_appeal_that_speaks_of_site_and_reader_goes() -> None:
    cut = "Host Ann Reed guides you through the day."
    own = "We sat through nine hours of council so you didn't have to."
    assert beside(f"{PROSE}\n\n{own} {cut}", "appeal", cut) == [own]
    assert beside(f"{PROSE}\n\nWe sat through nine hours of council. {cut}", "appeal", cut) == []


@pytest.mark.parametrize(
    ("heading", "cut", "rest", "more"),
    [
        (
            "FORWARD-LOOKING STATEMENTS",
            "This press release contains forward-looking statements.",
            "Words such as “may” and “will” are meant. Actual results may differ materially.",
            "The company undertakes no obligation to update them.",
        ),
        (
            "Zukunftsgerichtete Aussagen",
            "Diese Mitteilung enthält zukunftsgerichtete Aussagen.",
            "Die Ergebnisse können wesentlich abweichen, es gibt Risiken und Unsicherheiten.",
            "Die Firma übernimmt keine Verpflichtung, sie zu aktualisieren.",
        ),
        (
            "Déclarations prospectives",
            "Ce communiqué contient des déclarations prospectives.",
            "Les résultats peuvent différer sensiblement, il y a des risques et incertitudes.",
            "La société n'assume aucune obligation de mettre à jour ces textes.",
        ),
        (
            "Declaraciones prospectivas",
            "Este comunicado contiene declaraciones prospectivas.",
            "Los resultados pueden diferir sustancialmente, hay riesgos e incertidumbres.",
            "La empresa no asume ninguna obligación de actualizar el texto.",
        ),
    ],
)
def test_statements_about_the_future_go_with_their_heading(heading: str, cut: str, rest: str, more: str) -> None:
    text = f"{PROSE}\n\n{heading}\n\n{cut} {rest}\n\n{more}\n\nAbout Harnby Mills\n\n{PROSE}"
    spans = beside(text, "outlook", cut)
    assert spans == [heading, f"{cut} {rest}", more]


def test_what_is_beside_a_cut_goes_in_a_run_of_the_rules() -> None:
    story = "\n\n".join([PROSE] * 4)
    text = (
        f"{story}\n\nSupport real journalism. Support local journalism. Subscribe to the Harnby Post today. See offers."
    )
    assert cf.strip(text).strip() == story


GERMAN = "Die Mühle am Fluss mahlt seit vierhundert Jahren Korn, und der Müller sagt, dass sie es noch lange tun wird."
FRENCH = "Le moulin de la rivière moud du blé depuis quatre cents ans, et il le fait encore aujourd'hui."
SPANISH = "El molino del río muele trigo desde hace cuatrocientos años, y todavía lo hace para el pueblo."
RUSSIAN = "Мельница на реке мелет зерно уже четыреста лет, и мельник говорит, что так и будет."


@pytest.mark.parametrize(
    ("story", "own"),
    [
        (PROSE, "On the wall hung a poster. It said: Subscribe to our newsletter. Nobody did."),
        (PROSE, "The museum shows a sign that reads: Please donate to keep our newsroom alive."),
        (PROSE, "The law says that a press release contains forward-looking statements if it speaks of plans."),
        (PROSE, "Do you remember the mill? It was painted green then, and my aunt lived in it."),
        (PROSE, "Would you support a new bridge? We asked our readers in the market, and half of them said yes."),
        (PROSE, "Members of our choir meet on Mondays. Please bring your own score."),
        (GERMAN, "Auf dem Schild stand: Bitte abonnieren Sie unseren Newsletter."),
        (GERMAN, "Der Verlag druckte unter jedes Bild den Satz „Alle Rechte vorbehalten. Nachdruck verboten.“"),
        (FRENCH, "Sur l'affiche on lisait : « Abonnez-vous à notre newsletter et soutenez notre journalisme »."),
        (SPANISH, "En el cartel ponía: «Suscríbete a nuestro boletín y apoya nuestro periodismo»."),
        (RUSSIAN, "На плакате было написано: «Подпишитесь на нашу рассылку и поддержите редакцию»."),
    ],
)
def test_what_is_mentioned_stays_wherever_it_stands(story: str, own: str) -> None:
    for text in (f"{story}\n\n{own}\n\n{story}", f"{own}\n\n{story}\n\n{story}", f"{story}\n\n{story}\n\n{own}"):
        assert cf.strip(text) == text


@pytest.mark.parametrize(
    ("kind", "cut", "rest"),
    [
        ("credits", "Post writer Ann Lee in Harnby contributed to this report.", "Vik reported from Oakfield."),
        (
            "credits",
            "CNN's Bo Vik and Ann Lee contributed to this report.",
            "CNN's Tom Aldous reported from near Harnby, while Nora Vik wrote in London and Ed Kern in Oakfield.",
        ),
        ("credits", "Ana Ruiz contribuyó a este reportaje desde Madrid.", "Vik informó desde Harnby."),
        ("credits", "Anna Kern hat zu diesem Bericht beigetragen; Mitarbeit: Bo Vik.", "Lee berichtete aus Harnby."),
        ("credits", "Ana Silva, de Lisboa, colaborou para esta reportagem.", "Edição de Rui Vik."),
        ("notice", "The views expressed are those of the author.", "This is an opinion piece."),
        ("notice", "Its content is produced independently of the Post.", "Mill.example is a Post content partner."),
        ("notice", "Las opiniones son del autor.", "Este texto es un artículo de opinión."),
        ("notice", "Der Text gibt die Meinung des Autors wieder.", "Dies ist ein Gastbeitrag."),
        ("tip", "Email Ann at ann@post.example.", "Do you have information about the lock?"),
        ("tip", "Schreiben Sie an tipp@post.example.", "Haben Sie Hinweise zur Schleuse?"),
        ("tip", "Escriba a ana@molino.example.", "¿Tiene información sobre la esclusa?"),
    ],
)
def test_the_other_sentence_of_a_note_goes(kind: str, cut: str, rest: str) -> None:
    assert beside(f"{PROSE}\n\n{rest} {cut}", kind, cut) == [rest]


@pytest.mark.parametrize(
    ("kind", "cut", "own"),
    [
        ("credits", "(AP Photo/Ann Lee)", "Bo Vik reported from Harnby in May."),
        ("credits", "Ann Lee contributed to this report.", "Who will paint the gates now?"),
        ("notice", "The views expressed are those of the author.", "The mill is a partner of the lock."),
        ("tip", "Email Ann at ann@post.example.", "Does anybody know who painted the gates?"),
    ],
)
def test_the_text_beside_a_note_stays(kind: str, cut: str, own: str) -> None:
    assert beside(f"{PROSE}\n\n{own} {cut}", kind, cut) == []


@pytest.mark.parametrize(
    ("notice", "buttons"),
    [
        ("We use cookies to make this site better.", ["Accept", "Decline"]),
        ("Wir verwenden Cookies, um die Seite zu verbessern.", ["Alle akzeptieren"]),
        ("Usamos cookies para mejorar el sitio.", ["Aceptar"]),
        ("Diese Seite benutzt Cookies.", ["OK"]),
    ],
)
def test_the_buttons_right_below_a_cookie_notice_go(notice: str, buttons: list[str]) -> None:
    rows = "\n".join(buttons)
    assert beside(f"{notice}\n{rows}\n\n{PROSE}", "cookie", notice) == buttons
    assert beside(f"{notice}\n\n{rows}\n\n{PROSE}", "cookie", notice) == []
    assert beside(f"{notice}\nIt is old.\n{rows}", "cookie", notice) == []


def test_buttons_below_a_blank_line_go_if_the_first_of_them_goes() -> None:
    text = f"{PROSE}\n\nWir verwenden Cookies. Mit der Nutzung unserer Website stimmen Sie dem zu.\n\nAlle akzeptieren\nEinstellungen"
    assert cf.strip(text).rstrip() == PROSE
    assert cf.strip(f"{text}\n\n{PROSE}").endswith(PROSE)
    assert cf.strip(f"{PROSE}\n\nWir verwenden Cookies.\n\nEinstellungen").endswith("Einstellungen")
