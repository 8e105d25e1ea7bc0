"""Small pages in each language: the furniture goes, the article stays whole."""

from __future__ import annotations

import pytest

import chaffinch as cf

ARTICLES = {
    "it": (
        "Le api tornano nei campi a maggio, quando il trifoglio fiorisce e i fossi sono ancora pieni d'acqua. Anna Rossi "
        "le alleva da trent'anni sulla collina sopra il paese, e ogni sera scrive in un quaderno quante ne ha contate.\n\n"
        "Quest'anno il garante ha discusso dei cookie e della newsletter del comune, ma a lei interessa soltanto il miele."
    ),
    "pt": (
        "As abelhas voltam aos campos em maio, quando o trevo floresce e as valas ainda estão cheias de água. Ana Silva "
        "cria-as há trinta anos na colina sobre a aldeia, e todas as noites escreve num caderno quantas contou.\n\n"
        "Este ano discutiu-se no conselho o uso de cookies e o boletim da paróquia, mas a ela só o mel interessa."
    ),
    "nl": (
        "In mei keren de bijen terug naar de velden, als de klaver bloeit en de sloten nog vol water staan. Anna de Vries "
        "houdt ze al dertig jaar op de heuvel boven het dorp, en elke avond schrijft ze op hoeveel ze er heeft geteld.\n\n"
        "De raad sprak dit jaar over cookies en over een nieuwsbrief, maar haar gaat het alleen om de honing."
    ),
    "sv": (
        "I maj kommer bina tillbaka till fälten, när klövern blommar och dikena ännu är fulla av vatten. Anna Berg har "
        "haft dem i trettio år på kullen ovanför byn, och varje kväll skriver hon upp hur många hon har räknat.\n\n"
        "Kommunen talade i år om kakor och om ett nyhetsbrev, men hon bryr sig bara om honungen."
    ),
    "fi": (
        "Mehiläiset palaavat pelloille toukokuussa, kun apila kukkii ja ojat ovat vielä täynnä vettä. Anna Virtanen on "
        "hoitanut niitä kolmekymmentä vuotta kylän yläpuolella, ja joka ilta hän kirjoittaa vihkoon, montako laski.\n\n"
        "Kunnassa puhuttiin tänä vuonna evästeistä ja uutiskirjeestä, mutta häntä kiinnostaa vain hunaja."
    ),
}
FURNITURE = {
    "it": (
        "Vai al contenuto\nAccedi",
        "Foto: Anna Rossi / LaPresse\n\nLeggi anche: Le api e il vento\n\nIscriviti alla nostra newsletter.\n\n"
        "Hai trovato un errore?\n\nQuesto sito utilizza i cookie.\n\n© Riproduzione riservata\n\nInviato da iPhone",
    ),
    "pt": (
        "Ir para o conteúdo\nEntrar",
        "Foto: Ana Silva / Divulgação\n\nLeia também: As abelhas e o vento\n\nAssine a nossa newsletter.\n\n"
        "Encontrou algum erro?\n\nEste site utiliza cookies.\n\nTodos os direitos reservados.\n\nEnviado do meu iPhone",
    ),
    "nl": (
        "Ga naar de inhoud\nInloggen",
        "Foto: Anna de Vries\n\nLees ook: De bijen en de wind\n\nSchrijf je in voor onze nieuwsbrief.\n\nFoutje gezien?\n\n"
        "Deze website gebruikt cookies.\n\nAlle rechten voorbehouden.\n\nVerzonden vanaf mijn iPhone",
    ),
    "sv": (
        "Hoppa till innehåll\nLogga in",
        "Foto: Anna Berg/TT\n\nLäs också: Bina och vinden\n\nAnmäl dig till vårt nyhetsbrev.\n\nHittat ett fel i texten?\n\n"
        "Vi använder cookies.\n\nAlla rättigheter förbehålls.\n\nSkickat från min iPhone",
    ),
    "fi": (
        "Siirry sisältöön\nKirjaudu sisään",
        "Kuva: Anna Virtanen / Lehtikuva\n\nLue myös: Mehiläiset ja tuuli\n\nTilaa uutiskirjeemme ilmaiseksi.\n\n"
        "Huomasitko virheen?\n\nKäytämme evästeitä.\n\nKaikki oikeudet pidätetään.\n\nLähetetty iPhonesta",
    ),
}


@pytest.mark.parametrize("language", sorted(ARTICLES))
def test_the_article_stays_and_the_furniture_goes(language: str) -> None:
    before, after = FURNITURE[language]
    article = ARTICLES[language]
    assert cf.strip(f"{before}\n\n{article}\n\n{after}\n").strip() == article


@pytest.mark.parametrize("language", sorted(ARTICLES))
def test_an_article_alone_is_the_same_text(language: str) -> None:
    assert cf.strip(ARTICLES[language]) == ARTICLES[language]


@pytest.mark.parametrize(
    "kept",
    [
        "Anna Kern wrote:",
        "On Monday, 4 May 2012, Anna Kern wrote:",
        "Gut gefällt mir...",
        "Tagesordnung",
        "Minä en väittele, minä keskustelen",
        "GDPR compliance by default",
        "How to Publish an App to the App Store",
        "Click here to reply field at the bottom",
        "review all you need to know",
        "Support and Maintenance",
        "See also the error_page directive.",
        "return {",
        "tags = {",
        "$79/mo",
    ],
)
def test_lines_that_look_like_furniture_stay(kept: str) -> None:
    text = f"{ARTICLES['it']}\n\n{kept}\n\n{ARTICLES['nl']}\n"
    assert cf.strip(text) == text


def test_a_bracket_of_a_wiki_heading_goes_alone() -> None:
    text = f"{ARTICLES['fi']}\n\nKäyttö[muokkaa | muokkaa wikitekstiä]\n\n{ARTICLES['sv']}\n"
    assert cf.strip(text) == text.replace("[muokkaa | muokkaa wikitekstiä]", "")
