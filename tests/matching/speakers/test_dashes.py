"""Speakers of paragraphs that begin with a dash, in the languages that quote so."""

import pytest

from chaffinch.matching.speakers import turn

PL = "⟦Od dwudziestu lat pływamy z tej przystani i nikt nas nigdy nie zapytał, czego nam potrzeba⟧"
RU = "⟦Двадцать лет мы ходим с этой пристани, и никто ни разу не спросил, что нам нужно⟧"
PT = "⟦Há vinte anos que saímos deste cais e nunca ninguém nos perguntou do que precisamos⟧"
FR = "⟦Nous partons de ce quai depuis vingt ans et personne ne nous a jamais demandé ce qu'il nous faut⟧"
IT = "⟦Partiamo da questo molo da vent'anni e nessuno ci ha mai chiesto di che cosa abbiamo bisogno⟧"
SV = "⟦Vi har seglat från den här kajen i tjugo år och ingen har någonsin frågat oss vad vi behöver⟧"
NO = "⟦Vi har seilt fra denne kaia i tjue år, og ingen har noen gang spurt oss hva vi trenger⟧"
DA = "⟦Vi har sejlet fra denne kaj i tyve år, og ingen har nogensinde spurgt os, hvad vi har brug for⟧"
CS = "⟦Dvacet let vyplouváme z tohoto mola a nikdo se nás nikdy nezeptal, co bychom potřebovali⟧"
HU = "⟦Húsz éve hajózunk ki erről a rakpartról, és soha senki nem kérdezte meg tőlünk, mire van szükségünk⟧"
RO = "⟦De douăzeci de ani plecăm de la acest chei și nimeni nu ne-a întrebat vreodată de ce avem nevoie⟧"


@pytest.mark.parametrize(
    ("paragraph", "speaker"),
    [
        (f"– {PL} – powiedział dziennikarzom kapitan Jan Sieć.", "Jan Sieć"),
        ("⟦O ósmej.\n\n– " + PL.replace("⟦", "") + " – powiedział Jan Sieć.", "Jan Sieć"),
        (f"– {PL} – mówi Jan Sieć, kapitan promu.", "Jan Sieć"),
        (f"- To prawda - mówi Jan Sieć. - {PL}.", "Jan Sieć"),
        (f"— {RU}, — рассказал шкипер Пётр Лосев.", "Пётр Лосев"),
        (f"— Верно, — сказал Пётр Лосев. — {RU}.", "Пётр Лосев"),
        (f"— {PT} — disse o capitão Rui Lapa.", "Rui Lapa"),
        (f"- {PT}, afirmou Rui Lapa à rádio.", "Rui Lapa"),
        (f"— {FR}, explique la capitaine Ida Quai.", "Ida Quai"),
        (f"– {FR}, a déclaré Ida Quai.", "Ida Quai"),
        (f"– {IT} – dice il capitano Ugo Molo.", "Ugo Molo"),
        (f"– {SV}, säger Ida Kaj till nyhetsbyrån NT.", "Ida Kaj"),
        (f"– {SV}. Vad gör man? undrar hamnchefen Ida Kaj.", "Ida Kaj"),
        (f"”{SV}”, säger Ida Kaj.", "Ida Kaj"),
        (f"– {NO}, sier Ida Nes til Kystbladet.", "Ida Nes"),
        (f"– {NO}, forteller kaptein Ida Nes.", "Ida Nes"),
        (f"- {DA}, siger borgmester Ida Nes.", "Ida Nes"),
        (f"– {HU} – mondta Rév Ida, a komp kapitánya.", "Rév Ida"),
        (f"– {RO}, a spus Ida Chei.", "Ida Chei"),
        (f"– {CS}, řekla Ida Plavcová.", "Ida Plavcová"),
        (f"– {CS} – uvedl kapitán Jan Říha.", "Jan Říha"),
    ],
)
def test_the_tag_behind_a_dash_or_comma_names_the_speaker(paragraph, speaker):
    assert named(f"2025.\n\n{paragraph}\n\n2026.") == speaker


@pytest.mark.parametrize(
    "paragraph",
    [
        f"– {PL} – powiedział.",
        f"– To prawda – mówi Jan Sieć. {PL}.",
        f"– {PL} – w sobotę o dziesiątej",
        f"{PL} – powiedział Jan Sieć.",
        f"– {SV}, säger en man som känner Ida Kaj.",
        f"– {SV}, säger hon till Ida Kaj.",
        f"– Ja, säger Ida Kaj. {SV}.",
        f"– {FR}, disait Paul Quai, et je l'ai cru, explique Ida Roche.",
        f"– {NO}, sier hun.",
        "⟦Det snør.\n\n– Ja, sier Ida Nes.\n\n" + NO.replace("⟦", ""),
        f"– {SV} och Karl gick, sa Olle Kaj att det räcker",
        f"– {PL} – powiedział kapitanowi Janowi Sieciowi jeden z rybaków.",
    ],
)
def test_a_tag_without_a_name_or_of_something_else_names_nobody(paragraph):
    assert named(f"2025.\n\n{paragraph}\n\n2026.") is None


def named(text):
    start, stop = text.index("⟦"), text.index("⟧") - 1
    return turn(text.replace("⟦", "").replace("⟧", ""), start, stop)
