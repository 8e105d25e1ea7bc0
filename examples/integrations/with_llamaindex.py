"""Strip documents of LlamaIndex as the first step of an ingestion pipeline.

pip install 'chaffinch[llamaindex]'
python examples/integrations/with_llamaindex.py
"""

import json
from pathlib import Path

from llama_index.core import Document
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter

from chaffinch.integrations.llamaindex import ChaffinchStep

RECORDS = Path(__file__).parents[1] / "records.jsonl"


def main() -> None:
    records = [json.loads(line) for line in RECORDS.read_text(encoding="utf-8").splitlines()]
    documents = [Document(text=r["text"], id_=r["id"], metadata={"url": r["url"]}) for r in records]

    splitter = SentenceSplitter(chunk_size=128, chunk_overlap=0)
    pipeline = IngestionPipeline(transformations=[ChaffinchStep(), splitter])  # then the embedding
    for node in pipeline.run(documents=documents):
        print(node.ref_doc_id, node.metadata["chaffinch_reasons"], repr(node.text[-40:]))


if __name__ == "__main__":
    main()
