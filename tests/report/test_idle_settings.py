"""Settings that can have no effect on what was read are named; those that have one, and defaults, are not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import chaffinch as cf
from chaffinch.report import summary

QUOTE = "“We will open the sluice before the rain comes, and close it after the last boat”, the harbour master said."
TEXTS = [
    f"The otters left the pond. {QUOTE}",
    f"Two ferries ran late on Monday, and nobody complained. {QUOTE}",
]
PAGE = "<html><body><article>" + "<p>The dam held all night, and the water fell slowly.</p>" * 9 + "</article></body>"


def records(**fields: str) -> str:
    return "".join(json.dumps({"text": text, "id": str(i), **fields}) + "\n" for i, text in enumerate(TEXTS))


FILES = {
    "text": {"a.txt": TEXTS[0], "b.txt": TEXTS[1]},
    "jsonl": {"a.jsonl": records()},
    "dated": {"a.jsonl": records(date="2031-05-04", host="quay.example")},
    "csv": {"a.csv": "id,text\n" + "".join(f'{i},"{text}"\n' for i, text in enumerate(TEXTS))},
    "html": {"a.html": PAGE},
    "folders": {"quay/a.txt": TEXTS[0], "mill/b.txt": TEXTS[1]},
}
"""Inputs, by name."""


def idle(folder: Path, files: Mapping[str, str], **sections: Any) -> list[str]:
    """Give the warnings of a run about settings without effect."""
    for name, text in files.items():
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_text(text, encoding="utf-8")
    config = cf.Config.from_dict({**sections, "work": {"workers": 1}})
    found = summary(cf.clean(folder / "in", folder / "run", config=config)).warnings
    return [line for line in found if "no effect" in line or "only: files" in line or "no file or folder" in line]


CASES = [
    ("text", {"policy": {"rules": {"en.socail.*": "report"}}}, [
        "'en.socail.*' = 'report' has no effect: nothing was found by such a rule",
    ]),
    ("text", {"policy": {"passages": "mark", "categories": {"boilerplate": "report"}}, "input": {"id_field": "uid", "host_from": "folder"}}, [
        "in removals.parquet only: files of the shape text",
        "the category boilerplate has no effect",
        "[input] id_field = 'uid' has no effect: no file of the input has records",
        "host_from = 'folder' has no effect",
    ]),
    ("text", {"policy": {"passages": "off", "documents": "off", "boilerplate": "off"}, "passages": {"letters": 80}, "documents": {"coverage": 0.9}, "strip": {"level": "safe"}}, [
        "letters = 80 has no effect",
        "coverage = 0.9 has no effect",
        "level = 'safe' has no effect",
    ]),
    ("csv", {"policy": {"passages": "mark"}}, ["files of the shape csv have no field for marks"]),
    ("jsonl", {"policy": {"passages": "mark", "keep": "latest", "sources": ["a.jsonl"]}, "input": {"to": "text", "id_field": "uid", "host_field": "site", "html_format": "markdown"}}, [
        "files of the shape text have no field",
        "keep = 'latest' has no effect: no document has a date",
        "sources has no effect without --keep source",
        "id_field = 'uid' has no effect: no record has an id there",
        "host_field = 'site' has no effect",
        "html_format = 'markdown' has no effect: no page of HTML was read",
    ]),
    ("jsonl", {"input": {"to": "parquet", "encoding": "same", "with_metadata": True}, "policy": {"keep": "source", "sources": ["wire"]}}, [
        "encoding = 'same' has no effect",
        "with_metadata = true has no effect",
        "names 'wire', which is no file or folder",
    ]),
]  # fmt: skip
"""Input, settings, and a part of each line that is expected: one run has several settings, as a run takes longest."""


@pytest.mark.parametrize(("files", "sections", "expected"), CASES)
def test_a_setting_without_effect_is_named(files: str, sections: Any, expected: list[str], tmp_path: Path) -> None:
    found = idle(tmp_path, FILES[files], **sections)
    assert len(found) == len(expected), found
    assert [part for part in expected if not any(part in line for line in found)] == []


@pytest.mark.parametrize(
    ("files", "sections"),
    [
        ("text", {}),
        ("jsonl", {"policy": {"passages": "mark"}}),
        ("text", {"policy": {"passages": "mark"}, "input": {"to": "jsonl"}}),
        ("html", {"input": {"html_format": "markdown", "with_metadata": True, "html": "article"}}),
        ("dated", {"policy": {"keep": "latest"}, "input": {"encoding": "same"}}),
        ("folders", {"input": {"host_from": "folder"}, "policy": {"keep": "source", "sources": ["mill"]}}),
    ],
)
def test_a_setting_with_an_effect_is_not_named(files: str, sections: Any, tmp_path: Path) -> None:
    assert idle(tmp_path, FILES[files], **sections) == []


def test_failed_records_are_counted_by_file(tmp_path: Path) -> None:
    broken = {"a.jsonl": f"{records()}{{broken\n\n[1]\n", "b.jsonl": "{}\n", "c.html": "<html></html>"}
    idle(tmp_path, broken)
    files = summary(cf.Run.open(tmp_path / "run")).failed_files
    assert [(file.source, file.records, file.kept) for file in files] == [
        ("a.jsonl", 2, True), ("b.jsonl", 1, True), ("c.html", 1, False),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["run", "deep/run"])
def test_a_run_folder_inside_of_the_input_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXTS[0], encoding="utf-8")
    for given in (tmp_path / "in", tmp_path / "in" / "*.txt"):
        run = cf.clean(given, tmp_path / "in" / name, fresh=True)
        assert any("is inside of the input" in line for line in summary(run).warnings)
    assert not summary(cf.clean(tmp_path / "in", tmp_path / "beside")).warnings[1:]
