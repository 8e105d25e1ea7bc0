"""A label before a headline is the headline's own: "EXCLUSIVE:", in any language; a tag in brackets is the site's."""

from __future__ import annotations

import pytest

import chaffinch as cf

BODY = (
    "The mill at Harnby burned down on Tuesday night, and nobody knows who had the key to the gate. The council will meet on "
    "Friday to speak about it.\n\nThe miller was not at home when it happened, his sister told the paper later."
)


@pytest.mark.parametrize(
    "headline",
    [
        "WATCH: Mill burns in Harnby",
        "EXCLUSIVE: The mill was sold to a ferry company",
        "Exklusiv: Die Mühle wird verkauft",
        "ВИДЕО: Мельница снова горит",
        "VIDÉO. Le moulin brûle encore",
        "FOTO | Mulino ancora in fiamme a Lindau",
        "【動画】水車小屋が燃える",
        "فيديو: الطاحونة تحترق مرة أخرى",
    ],
)
def test_the_label_of_a_headline_stays(headline: str) -> None:
    assert cf.strip(f"{headline}\n\n{BODY}") == f"{headline}\n\n{BODY}"


@pytest.mark.parametrize("tag", ["(VIDEO)", "[FOTOS]", "(ФОТО)", "[Video]"])
def test_a_tag_in_brackets_goes(tag: str) -> None:
    assert tag not in cf.strip(f"Mill burns in Harnby\n\n{BODY}\n\n{tag}\n\n{BODY[:94]}")
    assert tag not in cf.strip(f"Mill burns in Harnby {tag}\n\n{BODY}")
