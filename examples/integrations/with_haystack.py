"""Strip documents in a pipeline of Haystack, between a converter and a splitter.

pip install 'chaffinch[haystack]'
python examples/integrations/with_haystack.py
"""

import json
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.preprocessors import DocumentSplitter

from chaffinch.integrations.haystack import ChaffinchStep

RECORDS = Path(__file__).parents[1] / "records.jsonl"


def main() -> None:
    records = [json.loads(line) for line in RECORDS.read_text(encoding="utf-8").splitlines()]
    documents = [Document(id=r["id"], content=r["text"], meta={"url": r["url"]}) for r in records]

    pipeline = Pipeline()
    pipeline.add_component("clean", ChaffinchStep(config={"policy": {"categories": {"byline": "remove"}}}))
    pipeline.add_component("split", DocumentSplitter(split_by="word", split_length=60))
    pipeline.connect("clean", "split")
    for document in pipeline.run({"clean": {"documents": documents}})["split"]["documents"]:
        print(document.meta["source_id"], document.meta["chaffinch_reasons"], repr(document.content[-40:]))


if __name__ == "__main__":
    main()
