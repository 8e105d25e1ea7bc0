"""datatrove: three local executors, one after another, as its examples chain them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dropping import PROSE, TEXTS, Deduplicating

pytest.importorskip("datatrove", reason="pip install 'chaffinch[datatrove]'")

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]

PAGES = [text for text in TEXTS if text]


def test_strip_then_clean_the_whole_corpus_then_filter(tmp_path: Path) -> None:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.filters import LambdaFilter
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from chaffinch.integrations.datatrove import ChaffinchClean, ChaffinchStep

    crawl, stripped, run, final = (tmp_path / name for name in ("crawl", "stripped", "run", "final"))
    crawl.mkdir()
    for part in range(2):
        lines = [
            json.dumps({"id": f"{part}-{i}", "url": f"https://{part}.example/{i}", "text": text})
            for i, text in enumerate(PAGES)
        ]
        (crawl / f"{part}.jsonl").write_text("\n".join(lines))

    def executor(name: str, steps: list[object], tasks: int, depends: object = None) -> LocalPipelineExecutor:
        return LocalPipelineExecutor(steps, tasks=tasks, logging_dir=str(tmp_path / "logs" / name), depends=depends)

    first = executor(
        "strip", [JsonlReader(str(crawl)), ChaffinchStep(), JsonlWriter(str(stripped), expand_metadata=True)], 2
    )
    second = executor("clean", [ChaffinchClean(stripped, run)], 1, first)
    third = executor(
        "filter",
        [
            JsonlReader(str(run / "cleaned")),
            LambdaFilter(lambda d: "fell" in d.text or len(d.text) > 99),
            JsonlWriter(str(final)),
        ],
        1,
        second,
    )
    third.run()

    assert (run / "run.toml").exists()
    written = [json.loads(line) for path in stripped_files(final) for line in read(path)]
    assert sorted(record["text"] for record in written) == ["Rain fell.", PROSE]
    assert all(record["metadata"]["url"].startswith("https://") for record in written)
    assert counted(tmp_path / "logs" / "strip", "Chaffinch strip") == {
        "total": 6,
        "characters_cut": 96,
        "cut_copyright": 4,
    }
    assert counted(tmp_path / "logs" / "clean", "Chaffinch clean")["duplicate"] == 4


def stripped_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jsonl.gz"))


def read(path: Path) -> list[str]:
    import gzip

    return gzip.decompress(path.read_bytes()).decode().splitlines()


def counted(logs: Path, name: str) -> dict[str, int]:
    [stats] = [s for s in json.loads((logs / "stats.json").read_text()) if name in s["name"]]
    return {key: value if isinstance(value, int) else value["total"] for key, value in stats["stats"].items()}


def test_what_the_step_drops_is_counted() -> None:
    from datatrove.data import Document

    from chaffinch.integrations.datatrove import ChaffinchStep

    step = ChaffinchStep(Deduplicating())
    made = list(step(iter([Document("a", "1"), Document("a", "2"), Document("b", "3")])))
    assert [document.id for document in made] == ["1", "3"]
    assert step.stats["dropped"].total == 1 and step.stats["total"].total == 3
