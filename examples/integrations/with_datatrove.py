"""Strip with two tasks of datatrove, clean what they wrote as one corpus, and filter the result.

pip install 'chaffinch[datatrove]'
python examples/integrations/with_datatrove.py
"""

from pathlib import Path
from tempfile import mkdtemp

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.filters import LambdaFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from chaffinch.integrations.datatrove import ChaffinchClean, ChaffinchStep

EXAMPLES = Path(__file__).parents[1]


def main() -> None:
    work = Path(mkdtemp(prefix="chaffinch-"))
    strip = LocalPipelineExecutor(
        [
            JsonlReader(str(EXAMPLES), glob_pattern="*.jsonl"),
            ChaffinchStep(),
            JsonlWriter(str(work / "stripped"), expand_metadata=True),  # so that the run sees url and host
        ],
        tasks=2,
        logging_dir=str(work / "logs" / "strip"),
    )
    clean = LocalPipelineExecutor(
        [ChaffinchClean(work / "stripped", work / "run")],
        tasks=1,
        depends=strip,
        logging_dir=str(work / "logs" / "clean"),
    )
    keep = LocalPipelineExecutor(
        [
            JsonlReader(str(work / "run" / "cleaned")),
            LambdaFilter(lambda document: len(document.text) > 200),
            JsonlWriter(str(work / "final")),
        ],
        depends=clean,
        logging_dir=str(work / "logs" / "keep"),
    )
    keep.run()
    print(f"The result is in {work / 'final'}; chaffinch report {work / 'run'} shows what was cut")


if __name__ == "__main__":
    main()
