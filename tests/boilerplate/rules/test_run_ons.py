"""Prompts without a full stop, with a sentence of the article right behind them."""

from __future__ import annotations

import pytest

import chaffinch as cf

BODY = {
    "en": "The boats left at night and came back late with nothing. The harbour was closed for a week by the town. ",
    "de": "Die Boote fuhren in der Nacht aus und kamen mit nichts zurück. Der Hafen war für eine Woche geschlossen. ",
    "pt": "Os barcos saíram de noite e voltaram tarde sem nada a bordo. O porto ficou fechado por uma semana. ",
    "fr": "Les bateaux sont sortis la nuit et sont revenus sans rien. Le port est resté fermé pour une semaine. ",
    "es": "Los barcos salieron de noche y volvieron sin nada a bordo. El puerto estuvo cerrado por una semana. ",
}
SENTENCES = {
    "en": "The clerk said on Monday that nobody had told the council of the wall, and that the gates would stay shut.",
    "de": "In der Gemeinde hatte am Montag noch niemand von der Mauer gehört, und die Tore sollen geschlossen bleiben.",
    "pt": "Em sua opinião, até que ponto isso afetou a relação da cidade com o porto de que o senhor fala no livro?",
    "fr": "La ville a dit lundi que personne ne lui avait parlé du mur et que les portes devaient rester fermées.",
    "es": "En la reunión del lunes nadie habló del muro con los vecinos, y las puertas tendrán que quedar cerradas.",
}
PROMPTS = {
    "en": "Follow us on Twitter",
    "de": "Folgen Sie uns auf Facebook",
    "pt": "Siga o blog pelo Facebook",
    "fr": "Suivez-nous sur Facebook",
    "es": "Síguenos en Facebook",
}


@pytest.mark.parametrize("language", PROMPTS)
def test_the_prompt_goes_and_the_sentence_stays(language: str) -> None:
    body, sentence = BODY[language] * 3, SENTENCES[language]
    assert cf.strip(f"{body}{PROMPTS[language]} {sentence} {body.strip()}") == f"{body}{sentence} {body.strip()}"


def test_a_sentence_that_only_names_a_site_stays_behind_a_button() -> None:
    sentence = "The group posted on its Twitter account this morning what seems to be a copy of the plans for the lock."
    text = f"{BODY['en']}Add Topic {sentence} {BODY['en']}"
    assert sentence in cf.strip(text)


def test_any_capital_begins_a_long_sentence_right_behind_a_prompt() -> None:
    body = BODY["en"] * 6
    sentence = (
        "Harnby mill, from whose yard the wall can be seen as well as from the lock, has stood empty since the owners "
        "left for the city in the spring of last year, and no buyer has come."
    )
    assert cf.strip(f"{body}Follow us on Twitter {sentence} {body.strip()}") == f"{body}{sentence} {body.strip()}"


@pytest.mark.parametrize(
    "prompt",
    [
        "Follow us on Facebook Twitter Instagram for the latest news and views of the town and of all that goes on in it.",
        "Follow The Harnby Post on Facebook and Twitter for more of the news that you like, and sign up for our letter.",
        "Follow us on Twitter and Facebook, where the people of the town say what they think of the lock and of the mill.",
    ],
)
def test_a_long_prompt_goes_as_a_whole(prompt: str) -> None:
    body = BODY["en"] * 3
    assert cf.strip(f"{body}{prompt} {body.strip()}") == f"{body}{body.strip()}"


def test_the_label_of_a_button_goes_with_the_prompt_behind_it() -> None:
    body, prompt = (
        BODY["en"] * 3,
        "By signing up you agree to receive newsletters and alerts from the Harnby Post and its partners.",
    )
    assert cf.strip(f"{body}Email Sign Up {prompt} {body.strip()}") == f"{body}{body.strip()}"


def test_a_polite_capital_begins_no_sentence() -> None:
    body = BODY["de"] * 3
    prompt = (
        "Folgen Sie uns auf Facebook und Twitter, wenn Sie mehr über die Stadt lesen wollen, und sehen Sie sich um."
    )
    assert cf.strip(f"{body}{prompt} {body.strip()}") == f"{body}{body.strip()}"


@pytest.mark.parametrize(
    ("language", "prompt", "sentence"),
    [
        ("en", "Follow us on Facebook", "Nora Vik has sold the mill."),
        ("en", "Subscribe to our newsletter", "Eels are cheap again."),
        ("en", "Leave a comment", "Boats wait for hours at the weir since the gates broke and nobody mends them."),
        ("en", "Download our app", "Rain fell all night."),
        ("de", "Folgen Sie uns auf Facebook", "Regen fiel die ganze Nacht."),
        ("de", "Abonnieren Sie unseren Newsletter", "Nora Vik hat die Mühle verkauft."),
        ("es", "Suscríbete a nuestro boletín", "Llovió toda la noche."),
        ("es", "Síguenos en Facebook", "Dos barcos se hundieron."),
        ("en", "Sign up for our newsletter", "Nora, who told you that the mill is sold?"),
        ("de", "Abonnieren Sie unseren Newsletter", "Nora, wann haben Sie das Boot verkauft?"),
        ("es", "Suscríbete a nuestro boletín", "Nora, ¿cuándo vendió usted el molino?"),
    ],
)
def test_a_short_sentence_behind_a_prompt_stays(language: str, prompt: str, sentence: str) -> None:
    out = cf.strip(f"{prompt} {sentence}\n\n{BODY[language] * 3}")
    assert sentence in out and prompt not in out


@pytest.mark.parametrize(
    "prompt",
    [
        "Unterstützen Sie unsere Arbeit mit einer Spende.",
        "Share this story and let us know what you think about Harnby claims of all kinds.",
        "Click here to support Harnby Post with a tax-deductible gift.",
        "Click here to find an Oakfield station that broadcasts or streams the show.",
        "This article was originally posted on May 4 2031 on the Harnby Weir team's blog.",
        "Subscribe to our newsletter The Lock and get our best stories every morning.",
    ],
)
def test_a_prompt_with_names_goes_as_a_whole(prompt: str) -> None:
    body = BODY["de" if "Sie" in prompt else "en"].strip()
    assert cf.strip(f"{body}\n\n{prompt}\n\n{body} {body}") == f"{body}\n\n{body} {body}"
