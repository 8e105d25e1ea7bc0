"""Rule packs: a message names the file, the rule, the key, the value and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from chaffinch.boilerplate.finding import find
from chaffinch.boilerplate.rules.packs import Rule, read, read_all
from chaffinch.boilerplate.rules.ruleset import load
from chaffinch.errors import UsageError
from chaffinch.model import HOLE_SCORE

GOOD = {"id": "'x.a'", "category": "'social'", "scope": "'line'", "pattern": "'share'"}


def pack(**changed: str | None) -> str:
    """Write a pack of one rule; None leaves a key out."""
    return "[[rule]]\n" + "\n".join(f"{k} = {v}" for k, v in (GOOD | changed).items() if v is not None)


def test_a_rule_has_its_values_and_defaults() -> None:
    assert read("p.toml", "language = 'en'\n" + pack(score="1", alone="false", yes="['a', 'b']")) == [
        Rule("x.a", "social", "line", "share", 1.0, alone=False, yes=("a", "b"))
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (pack(id=None), "p.toml: rule no. 1: the table lacks the required field `id`; allowed: id, category, scope,"),
        (pack(pattern=None), "p.toml: rule x.a: the table lacks the required field `pattern`"),
        (pack(pattern="''"), "p.toml: rule x.a: pattern = ''; allowed: a text that is not empty"),
        (pack(category="'sozial'"), "p.toml: rule x.a: category = 'sozial'; allowed: one of "),
        (
            pack(scope="'row'"),
            "p.toml: rule x.a: scope = 'row'; allowed: one of line, sentence, bracket, paragraph, tail",
        ),
        (pack(scope="'lines'"), "p.toml: rule x.a: scope = 'lines'; allowed: one of line"),
        (pack(score="2"), "p.toml: rule x.a: score = 2; allowed: a number from 0 to 1"),
        (pack(score="true"), "p.toml: rule x.a: score = True; allowed: a number from 0 to 1"),
        (pack(alone="'no'"), "p.toml: rule x.a: alone = 'no'; allowed: true or false"),
        (pack(yes="'Share'"), "p.toml: rule x.a: yes = 'Share'; allowed: a list of texts"),
        (pack(no="['a', 3]"), "p.toml: rule x.a: no = ['a', 3]; allowed: a list of texts"),
        (pack(scor="1"), "p.toml: rule x.a: the table contains unknown field `scor`; allowed: id, category, scope,"),
        ("rules = 1", "p.toml: the table contains unknown field `rules`; allowed: language, rule"),
        ("[rule]\nid = 'a'", "p.toml: rule = {'id': 'a'}; allowed: tables, each written as [[rule]]"),
        ("rule = [1]", "p.toml: rule = [1]; allowed: tables, each written as [[rule]]"),
        ("language = 1", "p.toml: language = 1; allowed: a text"),
        ("[[rule", "p.toml: the file is no valid TOML: "),
    ],
)
def test_a_message_names_the_place_the_value_and_what_is_allowed(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read("p.toml", text)
    assert str(caught.value).startswith(message)


def test_an_id_is_there_once(tmp_path: Path) -> None:
    taken = read_all()[0].id
    (tmp_path / "own.toml").write_text(pack(id=f"'{taken}'"))
    with pytest.raises(UsageError, match=rf"own\.toml: rule {taken}: .*\.toml has a rule of this id"):
        read_all([str(tmp_path / "own.toml")])


def test_a_pack_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read the rule pack .*none\.toml: "):
        read_all([str(tmp_path / "none.toml")])


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("keeps bees in harnby", "The weir is old.\n\nAnn Lee keeps bees in Harnby. She wrote this."),
        ("züchtet bienen in lindau", "Das Wehr ist alt.\n\nAnna Kern züchtet Bienen in Lindau. Sie schrieb das."),
        ("élève des abeilles", "Le barrage est vieux.\n\nAnne Roy élève des abeilles. Elle a écrit ceci."),
    ],
)
@pytest.mark.parametrize("category", ["contact", "comments", "navigation"])
def test_a_rule_of_the_user_cuts_what_it_finds(pattern: str, text: str, category: str, tmp_path: Path) -> None:
    rule = f"[[rule]]\nid = 'my.bio'\ncategory = '{category}'\nscope = 'sentence'\npattern = '{pattern}'"
    path = tmp_path / "my.toml"
    path.write_text(rule, encoding="utf-8")
    batch = pa.record_batch({"text": [text], "host": pa.array([None], pa.string())})
    rows = find(batch, load((str(path),)), "rules").to_pylist()
    assert [row["score"] >= HOLE_SCORE for row in rows if row["rule"] == "my.bio"] == [True]
