"""Contacts of the entries of a list stay, and those of a page go."""

from chaffinch.boilerplate.furniture.entries import spare_entries
from chaffinch.boilerplate.furniture.page import Cut, page_of

TEXTS = (
    "Papers on gates of all kinds are welcome.",
    "A market of weavers from nine towns.",
    "Nets of hemp, and who buys them in the winter.",
)
ADDRESSES = ("ann@lock.example", "bo@mill.example", "ida@net.example")


def spared(text: str, *cuts: str) -> list[str]:
    """Give the lines that stay after all."""
    spans = [(text.index(cut), text.index(cut) + len(cut)) for cut in cuts]
    page = page_of(text, [Cut(*span, learned=False) for span in spans])
    spare_entries(page)
    return [text[slice(*span)] for span, _ in page.spared]


def test_addresses_below_the_texts_of_entries_stay() -> None:
    lines = [f"E-mail: {address}" for address in ADDRESSES]
    text = "\n\n".join(f"{says}\n{line}" for says, line in zip(TEXTS, lines, strict=True))
    assert spared(text, *lines) == lines


def test_lines_joined_to_them_stay_too() -> None:
    lines = [f"E-mail: {address}" for address in ADDRESSES]
    text = "\n\n".join(f"{says}\n{line}" for says, line in zip(TEXTS, lines, strict=True)) + "\nPhone: 0421 555 123"
    assert spared(text, *lines, "Phone: 0421 555 123") == [*lines, "Phone: 0421 555 123"]


def test_contacts_right_below_one_another_go() -> None:
    lines = [f"E-mail: {address}" for address in ADDRESSES]
    assert spared("\n".join([*TEXTS, *lines]), *lines) == []


def test_the_same_contact_below_each_part_goes() -> None:
    line = "E-mail: ann@lock.example"
    text = "\n\n".join(f"{says}\n{line}" for says in TEXTS)
    places = [at for at in range(len(text)) if text.startswith(line, at)]
    page = page_of(text, [Cut(at, at + len(line), learned=False) for at in places])
    spare_entries(page)
    assert page.spared == []
