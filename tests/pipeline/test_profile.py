"""Site templates of an earlier run, used on single new pages of its sites."""

import json
from pathlib import Path

import pytest

from chaffinch import Config, Document, Stripper, clean
from chaffinch.errors import UsageError
from chaffinch.runs.run import Run

PROSE = [
    "The ferry left the pier at nine and was back before noon, with forty people and a cow on board.",
    "Nobody at the mill remembers a spring with so little water in the race, and so many trout below it.",
    "A second tender for the repair of the west dyke found two bidders, both of them from the mainland.",
    "The council voted by five to four to leave the clock as it is, slow by a quarter of an hour.",
    "School begins a week later this year, since the boat with the new desks is still in the yard.",
    "Two of the seven sheep that swam to the skerry came back by themselves; the others had to be fetched.",
    "The baker has bought the smithy, and means to bake in it as soon as the chimney is lined again.",
    "Rain kept the regatta in the harbour on Saturday, and on Sunday there was no wind to speak of.",
]
FOOTER = "The Skerry Lantern is printed at the old smokehouse and brought to every door by bicycle."
SHORT = "Printed at the old smokehouse"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("site")
    rows = [
        {"id": str(i), "host": "lantern.example", "text": f"{text}\n\n{SHORT}\n\n{FOOTER}"}
        for i, text in enumerate(PROSE)
    ]
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return clean(folder / "in.jsonl", folder / "run", config=Config.from_dict({"policy": {"yes": True}}))


def page(host: str | None) -> Document:
    return Document(
        "new", f"The lamp on the mole is lit again, after eleven dark nights.\n\n{SHORT}\n\n{FOOTER}", host=host
    )


def test_a_new_page_of_the_site_loses_what_the_site_repeats(run: Run) -> None:
    done = Stripper(profile=str(run.path))(page("lantern.example"))
    assert FOOTER not in done.text
    assert SHORT not in done.text
    assert {removal.reason for removal in done.removals} == {"template"}
    assert {removal.rule for removal in done.removals} <= {*run.table("templates")["rule"].to_pylist()}


@pytest.mark.parametrize("host", ["other.example", None])
def test_of_pages_of_other_sites_only_the_longer_templates_go(run: Run, host: str | None) -> None:
    assert Stripper(profile=str(run.path))(page(host)).text == page(host).text.removesuffix(f"\n\n{FOOTER}")


def test_a_run_takes_the_profile_along_and_hands_it_on(run: Run, tmp_path: Path) -> None:
    row = {"id": "new", "host": "lantern.example", "text": page(None).text}
    (tmp_path / "in.jsonl").write_text(json.dumps(row) + "\n")
    config = Config.from_dict({"strip": {"profile": str(run.path)}, "policy": {"yes": True}})
    second = clean(tmp_path / "in.jsonl", tmp_path / "second", config=config)
    assert {r["reason"] for r in second.table("removals").to_pylist()} == {"template"}
    assert second.table("templates").equals(run.table("templates"))
    third = Stripper(profile=str(second.path / "templates.profile"))(page("lantern.example"))
    assert FOOTER not in third.text


@pytest.mark.parametrize("name", ["nowhere", "no-profile"])
def test_a_file_that_is_no_profile_is_reported(tmp_path: Path, name: str) -> None:
    (tmp_path / "no-profile").write_text("not one")
    with pytest.raises(UsageError, match="site templates"):
        Stripper(profile=str(tmp_path / name))(page("lantern.example"))
    (tmp_path / "in.txt").write_text("Text.")
    with pytest.raises(UsageError, match="site templates"):
        config = Config.from_dict({"strip": {"profile": str(tmp_path / name)}})
        clean(tmp_path / "in.txt", tmp_path / "run", config=config)
