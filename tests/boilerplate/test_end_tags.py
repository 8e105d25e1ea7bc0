"""Tags behind the last sentence go where they are words of the text; a sentence with the same word stays."""

import pytest

import chaffinch as cf

STORIES = {
    "سمات": "أغلقت بلدية هارنبي الطاحونة القديمة يوم الأحد، وقال حارس السد إن الجسر سيبقى مفتوحا.",
    "Теги": "Мельница у моста закрыта до весны, и сторож шлюза сам носит муку через реку.",
    "Tags": "The mill of Harnby is shut until May, and the keeper of the lock carries the flour.",
}
WORDS = {"سمات": "الطاحونة هارنبي السد", "Теги": "мельница шлюза мост", "Tags": "Harnby mill lock"}


@pytest.mark.parametrize("label", STORIES)
def test_tags_behind_the_last_sentence_go(label: str) -> None:
    assert cf.strip(f"{STORIES[label]} {label} {WORDS[label]}").rstrip() == STORIES[label]


@pytest.mark.parametrize(
    "end",
    ["سمات القائد الناجح كثيرة", "سمات هارنبي من الطاحونة في السد", "سمات الطاحونة هارنبي. وبقي الجسر مفتوحا"],
)
def test_a_sentence_with_such_a_word_stays(end: str) -> None:
    text = f"{STORIES['سمات']} {end}"
    assert cf.strip(text) == text
