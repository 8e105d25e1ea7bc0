"""Notices of copyright without a stop, with a sentence of the article behind them or a caption before them."""

from __future__ import annotations

import pytest

import chaffinch as cf

BODY = "Divers take the old gates out in November, and the new ones come down the river on a barge in the spring."

SENTENCES = [
    "Eels are cheap.", "Rain fell all night.", "Nora Vik has sold the mill.", "Two boats sank.", "Harnby wants a bridge.",
    "Eleven members voted for the boat, and two against it.", "People in Harnby and Tarnmoor sleep badly.",
    "“We wait,” said the keeper.", "The ferry stays in the harbour.", "Llovió toda la noche.", "Regen fiel die ganze Nacht.",
]  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(
    "notice", ["© 2031 Harnby Post", "Copyright 2031 Harnby Post", "Copyright © 2031 Harnby Post Ltd"]
)
def test_the_sentence_behind_a_notice_stays(notice: str, sentence: str) -> None:
    for text in (f"The lock is shut. {notice} {sentence} {BODY}", f"The lock is shut.\n{notice} {sentence}\n{BODY}"):
        assert sentence in cf.strip(text)


def test_a_notice_goes_where_its_end_is_known() -> None:
    text = f"The lock is shut. © 2031 Harnby Post All rights reserved Eels are cheap. {BODY}"
    assert cf.strip(text) == f"The lock is shut. Eels are cheap. {BODY}"


@pytest.mark.parametrize(
    "notice",
    [
        "© 2031 Harnby Post and its licensors.", "© 2031 Harnby Post content may not be copied.", "© 2031 Harnby Post.",
        "Copyright 2031 Harnby Post. All rights reserved.", "© 2031 Stiftung Alter Boote.", "Harnby Post © 2031",
    ],
)  # fmt: skip
def test_notices_go_as_wholes(notice: str) -> None:
    assert cf.strip(f"{BODY}\n\n{notice}") == BODY


@pytest.mark.parametrize(
    "caption",
    [
        "Men lift the lower gate out of the river after the storm",
        "Рабочие поднимают нижние ворота шлюза после бури",
        "Männer heben das untere Tor nach dem Sturm aus dem Fluss",
    ],
)
def test_the_caption_before_a_sign_stays(caption: str) -> None:
    assert caption in cf.strip(f"{BODY}\n\n{caption} © Harnby Pictures / Ida Brenner\n\n{BODY}")
