"""The cards of a release go with the addresses that a rule finds, and the risks below a statement about the future."""

from __future__ import annotations

import pytest

import chaffinch as cf

REPORT = "\n\n".join(
    f"The lock company of Harnby has opened its gate number {i} to boats of more than forty tons, as it had planned to do."
    for i in range(1, 20)
)
NOTES = "1 Smith A, Lee B. Locks and their keepers in the north of the county. Journal of Locks. 2011;103(15):1179."

CARDS = {
    "release": "Media Contact:\n\nJane Mazur\n\n508.263.8764 (direct)\n\n585.355.5978 (mobile)\n\njane.mazur@lock.example",
    "two": "Kenneth Kami\n\n714-931-4148\n\nkenneth@lock.example\n\nCURA Strategies\n\nAnn Lee\n\n703-479-3642\n\nann@cura.example",
    "heading": "MEDIA CONTACTS\n\nKristen Davis: 805-447-3008 (media)\n\nAnn Lee: 805-313-8267 (investors)",
    "german": "Pressekontakt:\n\nAnna Kern\n\nTelefon: 030 123 45 67\n\nanna.kern@amt.example",
    "street": "Contact:\n\nRon Aske\n\nron@lock.example\n\n500 Davis Street, Suite 9\n\nHarnby, IL 60201\n\nPh: 847-905-1649",
    "handle": "per@lock.example\n\n@perLund",
    "brackets": "Investor Relations\n\nAnn Lee\n\nann@lock.example\n\n+44(0)1256-894157",
    "french": "Anne Dubois\n\nDirectrice de la communication\n\nTéléphone : 01 23 45 67 89\n\nanne@moulin.example",
}


@pytest.mark.parametrize("name", CARDS)
def test_a_card_above_the_notes_goes_as_a_whole(name: str) -> None:
    assert cf.strip(f"{REPORT}\n\n{CARDS[name]}\n\n{NOTES}\n") == f"{REPORT}\n\n{NOTES}\n"


def test_a_list_of_addresses_keeps_its_names() -> None:
    rows = "\n\n".join(f"Lock {i}\n\nKeeper Ann Lee\n\n555-123-{4000 + i}\n\nlock{i}@lock.example" for i in range(40))
    assert "Keeper Ann Lee" in cf.strip(f"Whom to ask at which lock:\n\n{rows}\n\nAll locks are closed on Sundays.\n")


def test_a_line_with_a_number_below_an_address_without_a_heading_stays() -> None:
    own = "Ron Aske\n\nron@lock.example\n\nGate 9 of the lock\n\n@ronAske"
    assert "Gate 9 of the lock" in cf.strip(f"{REPORT}\n\n{own}\n\n{NOTES}\n")


RISKS = {
    "en": "Forward-Looking Statements\n\nThis release contains forward-looking statements. Risks and uncertainties that could "
    "cause actual results to differ materially include the following:\n\nthe gates may not open in time;\n\n"
    "boats may be heavier than expected; and\n\nthe keeper may leave the company.",
    "bullets": "Safe Harbor Statement\n\nThis release contains forward-looking statements, which involve risks and "
    "uncertainties. Actual results may differ materially because of:\n\n• late gates\n\n• heavy boats",
    "de": "Zukunftsgerichtete Aussagen\n\nDiese Mitteilung enthält zukunftsgerichtete Aussagen, die auf derzeitigen "
    "Erwartungen beruhen. Die Ergebnisse können wesentlich abweichen, unter anderem durch:\n\nspäte Tore;\n\n"
    "schwere Boote; und\n\nden Weggang des Wärters.",
}


@pytest.mark.parametrize("name", RISKS)
def test_the_risks_go_with_the_statement_above_them(name: str) -> None:
    report = (
        REPORT
        if name != "de"
        else "\n\n".join(
            f"Die Schleuse von Harnby hat ihr Tor mit der Nummer {i} für Boote geöffnet, wie es geplant war."
            for i in range(20)
        )
    )
    assert cf.strip(f"{report}\n\n{RISKS[name]}\n\n{NOTES}\n") == f"{report}\n\n{NOTES}\n"
