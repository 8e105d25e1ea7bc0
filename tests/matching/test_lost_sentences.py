"""What a copy has alone: a sentence with a number or a name, or only words that were written anew."""

from __future__ import annotations

import pytest

from chaffinch.matching.relations.lost_sentences import PARAGRAPH
from chaffinch.matching.relations.relating import DIFFERENT, SAME, relate

TEXTS = {
    "en": (
        "The council of Harnby voted on Monday to close the old bridge for good. Engineers had found cracks in two of its "
        "piers, and repairs would cost more than twice the county's share. {} Drivers must now go round by the "
        "coast, which takes some fifteen minutes more. Shops on the east side fear for their trade."
    ),
    "de": (
        "Der Kreistag von Harn hat am Montag beschlossen, die alte Brücke für immer zu sperren. In zwei Pfeilern waren "
        "Risse gefunden worden, eine Reparatur wäre zu teuer. {} Autofahrer müssen nun den Weg über die Küste nehmen, "
        "das dauert eine Viertelstunde länger. Die Geschäfte am Ostufer fürchten um ihre Kundschaft."
    ),
    "fr": (
        "Le conseil de Brandy a voté lundi la fermeture définitive du vieux pont. Des fissures avaient été trouvées dans "
        "deux piles, et les réparations coûteraient trop cher. {} Les automobilistes doivent passer par la côte, ce qui "
        "prend un quart d'heure de plus. Les commerces de la rive droite craignent pour leur clientèle."
    ),
    "ru": (
        "Совет города Зарнинска в понедельник решил навсегда закрыть старый мост. В двух опорах нашли трещины, а ремонт "
        "обошёлся бы слишком дорого. {} Водителям придётся ехать вдоль берега, это на четверть часа дольше. Магазины на "
        "восточном берегу боятся потерять покупателей."
    ),
    "ar": (
        "صوت مجلس مدينة حرنبا يوم الاثنين على إغلاق الجسر القديم نهائيا. وكان المهندسون قد عثروا على شقوق في دعامتين، "
        "وستكلف الإصلاحات أكثر من طاقة المدينة. {} وعلى السائقين الآن سلوك طريق الساحل الذي يستغرق وقتا أطول. ويخشى "
        "أصحاب المتاجر في الضفة الشرقية على تجارتهم."
    ),
}
LOST = {
    "en": "Edda Sandal, whose cafe stands beside the quay, served breakfast there during 31 winters.",
    "de": "Wirtin Edda Sandal, deren Gasthaus am Kai steht, verlor zuletzt 40 Prozent ihrer Einnahmen.",
    "fr": "Edda Sandal, patronne du café voisin depuis 31 hivers, dit avoir perdu la moitié de ses recettes.",
    "ru": "Хозяйка кафе Эдда Сандал, которая кормила здесь рабочих 31 год, потеряла половину выручки.",
    "ar": "وقالت صاحبة المقهى المجاور إنها خسرت نحو 40 في المئة من دخلها بسبب قلة الزبائن.",
}
ANEW = {
    "en": "That is a sad day, people say, and nobody seems to know what to do about it.",
    "de": "Das ist ein trauriger Tag, hört man überall, und niemand weiß so recht weiter.",
    "fr": "C'est un triste jour, entend-on partout, et personne ne sait vraiment quoi faire.",
    "ru": "Это грустный день, слышно повсюду, и никто толком не знает, что делать дальше.",
    "ar": "إنه يوم حزين كما يقول الجميع ولا أحد يعرف حقا ما العمل بعد ذلك.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_with_a_number_or_a_name_counts_as_a_paragraph(language: str) -> None:
    whole, copy = TEXTS[language].format(LOST[language]), TEXTS[language].replace("{} ", "")
    found = relate(whole, copy)
    assert (found.kind, found.right_only) == (SAME, 0)
    assert found.left_only >= PARAGRAPH
    assert relate(copy, whole).right_only == found.left_only


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_that_names_nothing_counts_with_its_own_words(language: str) -> None:
    found = relate(TEXTS[language].format(ANEW[language]), TEXTS[language].replace("{} ", ""))
    assert found.left_only < PARAGRAPH


@pytest.mark.parametrize(
    "last", ["You will not believe what Edda Sandal lost in 31 winters ...", "By Edda Sandal, Harnby Press"]
)
def test_a_headline_that_leaves_off_and_a_byline_are_no_sentences(last: str) -> None:
    assert relate(f"{TEXTS['en'].replace('{} ', '')}\n{last}", TEXTS["en"].replace("{} ", "")).left_only < PARAGRAPH


def test_a_small_word_that_another_sentence_has_at_that_place_makes_no_difference() -> None:
    one = TEXTS["de"].format(
        "Eine der Wirtinnen, Edda Sandal, verlor 40 Prozent ihrer Einnahmen im vergangenen Winter."
    )
    two = TEXTS["de"].format("Der Fährmann lieh der Stadt 90 Bretter, wie sein Bruder Hajo Brandt bestätigte.")
    found = relate(one, two)
    assert found.kind == SAME
    assert min(found.left_only, found.right_only) >= PARAGRAPH


def test_two_sentences_that_share_small_words_are_not_one() -> None:
    last = "A choir from Velden sang for the masons; the vicar had asked for silence, and gave in on the second day."
    other = "The brewery of Sarn has already bought the stones, said its owner, Rufus Teal, for a cellar on the hill."
    whole = TEXTS["en"].replace("{} ", "")
    found = relate(f"{whole}\n\n{last}", f"{whole}\n\n{other}")
    assert found.kind == DIFFERENT  # one paragraph of each is wholly another one, so both stay
    assert min(found.left_only, found.right_only) >= PARAGRAPH
