"""A notice that a paragraph gives as an instance stays without quotation marks; one that is used goes."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.rules.mentions import Speech, labels, narrates, refers, speech

PROSE = "The river rose four metres in a single night and carried away the old bridge, and the hens sat on the roof."

GIVEN = {
    "task": "Compare the two lines: (a) We use cookies to improve your visit. (b) We count you. Which one is honest?",
    "labels": "Good: Sign up for our newsletter. Bad: Do not miss out! Subscribe to our newsletter today!",
    "line that reads": "The line below the map reads: © 2031 Harnby Pilots. All rights reserved. Keep the year as it is.",
    "about the sentence": "Some notices have no actor. All rights reserved. In the second sentence nobody acts at all.",
    "German": "Vergleichen Sie die beiden Sätze: Alle Rechte vorbehalten. Was meint der Verlag damit?",
    "French": "Les notices aiment le passif. Tous droits réservés. Cette phrase n'a pas de verbe.",
    "Spanish": "Mal: Suscríbete a nuestro boletín. Bien: Recibe el parte del puerto cada lunes.",
    "Russian": "Сравните две фразы: Все права защищены. Что имеет в виду автор?",
    "Chinese": "公告常常没有主语。版权所有，未经许可不得转载。这句话没有说谁拥有什么。",
}

READ = {
    "woman": (
        "She read on. If you have received this message in error, please notify the sender and delete it. "
        "She thought about that, and about the stairs."
    ),
    "tag": "This message is intended only for the addressee, it began, and there was nobody else in the house.",
    "supposed": "It was a card from the mill. All rights reserved. Even the rights to the flour, he supposed.",
    "German": "Sie las weiter. Alle Rechte vorbehalten. Auch das Recht auf Wind, dachte sie.",
    "Portuguese": "Ela leu o resto. Todos os direitos reservados. Até o direito ao vento, pensou ela.",
}

USED = [
    "The lock opens in May. We use cookies to improve your visit.",
    "The report was read in Harnby. All rights reserved. No part of it may be copied without permission.",
    "Texts and pictures © 2031 Harnby Post. All rights reserved. This notice may not be removed.",
    "Note: © 2031 Harnby Post. All rights reserved.",
    "Nora Vik writes about boats. Follow her on Twitter.",
]


@pytest.mark.parametrize("kind", ["label", "referring", "narrated"])
def test_the_words_hold_for_their_examples(kind: str) -> None:
    tells = {"label": labels, "referring": refers, "narrated": narrates}[kind]
    one: Speech
    for one in speech(kind):
        assert [sentence for sentence in one.yes if not tells(sentence)] == [], one.language
        assert [sentence for sentence in one.no if tells(sentence)] == [], one.language


@pytest.mark.parametrize("name", [*GIVEN, *READ])
def test_an_instance_stays(name: str) -> None:
    text = f"{PROSE}\n\n{(GIVEN | READ)[name]}\n\n{PROSE}"
    assert cf.strip(text) == text


@pytest.mark.parametrize("paragraph", USED)
def test_a_notice_that_is_used_goes(paragraph: str) -> None:
    text = f"{PROSE}\n\n{PROSE}\n\n{paragraph}"
    assert cf.strip(text) != text


def test_in_a_text_about_notices_those_amid_its_paragraphs_stay_and_its_own_go() -> None:
    lesson = (
        "Compare: You may not copy this. All rights reserved. In the second sentence nobody acts.\n\n"
        "They like the present. We use cookies to improve your visit. This sentence has no time.\n\n"
        "Some use commands. Subscribe to our newsletter. Learners often add a word that sounds odd here."
    )
    assert cf.strip(f"{lesson}\n\nFollow us on Facebook") == lesson
