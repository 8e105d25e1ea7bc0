"""Posts of social networks: the name of the account in the signature or heading."""

import pytest

from chaffinch.matching.speakers import is_statement, poster

POSTS = [
    ("signature", "He left.\n\n⟦The dam held all night. Nobody was hurt!⟧ — Ana Lund (@analund) May 3, 2019\n\nIt rained.", "Ana Lund"),
    ("signature behind more words", "⟦Der Damm hat gehalten.⟧ Danke an alle! pic.example/x – Ida Brenner (@brenner_i) 3. Mai 2019", "Ida Brenner"),
    ("signature within", "⟦La digue a tenu. — Luc Marchal (@lucm) 3 mai 2019⟧\n\nPuis la nuit tomba.", "Luc Marchal"),
    ("dash that lost its encoding", "He left.\n\n⟦The dam held. Try that again!⟧ ? Ana Lund (@analund) May 3, 2019", "Ana Lund"),
    ("signature on a line of its own", "He left.\n\n⟦The dam held all night…⟧\n\n— Ana Lund (@analund) May 3, 2019\n\nIt rained.", "Ana Lund"),
    ("a post that quotes it", "He left. “⟦The dam held all night, and nobody was hurt⟧” omg what? — Ana Lund (@analund) May 3", None),
    ("a post that is between marks", "“⟦The dam held all night, and nobody was hurt.⟧” — Ana Lund (@analund) May 3", "Ana Lund"),
    ("heading", "⟦Ines Valente (@inesv) A barragem segurou a noite inteira.⟧", "Ines Valente"),
    ("next paragraph", "⟦Ana Lund left the hall before noon and did not come back.⟧\n\nIt held! — Tom Aldous (@aldous) May 3", None),
    ("mention of an account", "⟦The mayor wrote about it to Tom Aldous (@aldous) and went home.⟧ It rained.", None),
    ("no account", "⟦The dam held all night.⟧ — Ana Lund", None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "name"), POSTS)
def test_a_post_is_of_the_account_that_signs_it(kind, text, name):
    start, stop = text.index("⟦"), text.index("⟧") - 1
    assert poster(text.replace("⟦", "").replace("⟧", ""), start, stop) == name


STATEMENTS = [
    "Read the full statement:\n\n⟦The dam held all night.⟧",
    "⟦COM A PALAVRA, A DEFESA DE ANA LUND A barragem segurou.⟧",
    "Die Erklärung im Wortlaut: ⟦Der Damm hat gehalten.⟧",
    "Voici le communiqué intégral. ⟦La digue a tenu toute la nuit.⟧",
    "Njoftimi i plotë:⟦Ura mbajti gjithë natën.⟧",
    "نص البيان: ⟦صمد السد طوال الليل.⟧",
]


@pytest.mark.parametrize("text", STATEMENTS)
def test_a_heading_announces_a_statement(text):
    assert is_statement(text.replace("⟦", "").replace("⟧", ""), text.index("⟦"))


@pytest.mark.parametrize(
    "text", ["⟦The dam held all night. Ana Lund left.⟧", "A letter came. ⟦It was about the dam of the town.⟧"]
)
def test_no_heading_announces_nothing(text):
    assert not is_statement(text.replace("⟦", "").replace("⟧", ""), text.index("⟦"))
