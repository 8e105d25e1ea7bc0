"""Strip documents of LangChain between a loader and a splitter.

pip install 'chaffinch[langchain]'
python examples/integrations/with_langchain.py
"""

import json
from pathlib import Path

from langchain_core.documents import Document

from chaffinch.integrations.langchain import ChaffinchStep

RECORDS = Path(__file__).parents[1] / "records.jsonl"


def main() -> None:
    records = [json.loads(line) for line in RECORDS.read_text(encoding="utf-8").splitlines()]
    documents = [Document(r["text"], id=r["id"], metadata={"source": r["url"]}) for r in records]  # or loader.load()

    for document in ChaffinchStep().transform_documents(documents):
        print(document.id, document.metadata, repr(document.page_content[-40:]))


if __name__ == "__main__":
    main()
