"""Documents of LangChain, LlamaIndex and Haystack, each in a pipeline as its documentation builds one."""

from __future__ import annotations

import asyncio

import pytest
from dropping import PROSE, Deduplicating

from chaffinch.errors import UsageError
from chaffinch.step import Stripper

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]

TEXT = f"{PROSE}\n\nAll rights reserved."
URL = "https://gauge.example/dam"
AUDITED = {"url": URL, "chaffinch_cut": 22, "chaffinch_reasons": "copyright"}
BYLINES = {"policy": {"categories": {"byline": "remove"}}}


def test_langchain() -> None:
    documents = pytest.importorskip("langchain_core.documents", reason="pip install 'chaffinch[langchain]'")
    from chaffinch.integrations.langchain import ChaffinchStep

    given = documents.Document(TEXT, id="a", metadata={"url": URL})
    cleaner = ChaffinchStep(url="url")
    assert isinstance(cleaner, documents.BaseDocumentTransformer)
    [made] = cleaner.transform_documents([given])
    assert made == documents.Document(PROSE, id="a", metadata=AUDITED)
    assert (given.page_content, given.metadata) == (TEXT, {"url": URL})
    assert asyncio.run(cleaner.atransform_documents([given])) == [made]
    assert len(ChaffinchStep(Deduplicating()).transform_documents([given, given])) == 1


def test_llamaindex() -> None:
    core = pytest.importorskip("llama_index.core", reason="pip install 'chaffinch[llamaindex]'")
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import MetadataMode, TextNode

    from chaffinch.integrations.llamaindex import ChaffinchStep

    given = core.Document(text=TEXT, id_="a", metadata={"url": URL})
    splitter = SentenceSplitter(chunk_size=60, chunk_overlap=0)
    pipeline = IngestionPipeline(transformations=[ChaffinchStep(), splitter])
    nodes = pipeline.run(documents=[given])
    assert " ".join(node.text for node in nodes) == PROSE
    assert nodes[0].metadata == AUDITED and nodes[0].ref_doc_id == "a"
    assert "chaffinch" not in nodes[0].get_content(MetadataMode.EMBED)
    assert (given.text, given.metadata) == (TEXT, {"url": URL})
    node = TextNode(text=TEXT, id_="b")
    assert [(made.node_id, made.text) for made in ChaffinchStep()([node])] == [("b", PROSE)]
    assert len(ChaffinchStep(step=Deduplicating())([node, TextNode(text=TEXT)])) == 1


def test_the_cache_of_llamaindex_tells_settings_apart() -> None:
    pytest.importorskip("llama_index.core", reason="pip install 'chaffinch[llamaindex]'")
    from llama_index.core.ingestion.pipeline import get_transformation_hash
    from llama_index.core.schema import TextNode

    from chaffinch.integrations.llamaindex import ChaffinchStep

    kinds = [ChaffinchStep(), ChaffinchStep(config=BYLINES), ChaffinchStep(step=Stripper()),
             ChaffinchStep(step=Stripper(ignore=["en.*"]))]  # fmt: skip
    assert len({get_transformation_hash([TextNode(text=TEXT)], kind) for kind in kinds}) == len(kinds)
    again = ChaffinchStep.from_dict(ChaffinchStep(config=BYLINES).to_dict())
    assert get_transformation_hash([TextNode(text=TEXT)], again) == get_transformation_hash(
        [TextNode(text=TEXT)], kinds[1]
    )


def test_haystack() -> None:
    haystack = pytest.importorskip("haystack", reason="pip install 'chaffinch[haystack]'")
    from haystack.components.preprocessors import DocumentSplitter

    from chaffinch.integrations.haystack import ChaffinchStep

    given = haystack.Document(content=TEXT, meta={"url": URL})
    pipeline = haystack.Pipeline()
    pipeline.add_component("clean", ChaffinchStep(BYLINES))
    pipeline.add_component("split", DocumentSplitter(split_by="word", split_length=1000))
    pipeline.connect("clean", "split")
    [made] = pipeline.run({"clean": {"documents": [given]}})["split"]["documents"]
    assert made.content == PROSE
    assert made.meta["source_id"] == given.id and AUDITED.items() <= made.meta.items()
    allowed = ["chaffinch.integrations.haystack"]
    assert haystack.Pipeline.loads(pipeline.dumps(), allowed_modules=allowed) == pipeline


def test_haystack_keeps_ids_and_what_has_no_text() -> None:
    haystack = pytest.importorskip("haystack", reason="pip install 'chaffinch[haystack]'")
    from chaffinch.integrations.haystack import ChaffinchStep

    picture, page = haystack.Document(meta={"picture": 1}), haystack.Document(content=TEXT)
    made = ChaffinchStep().run([picture, page])["documents"]
    assert [d.id for d in made] == [picture.id, page.id] and made[0].content is None
    assert len(ChaffinchStep(step=Deduplicating()).run([page, picture, page])["documents"]) == 2
    with pytest.raises(UsageError, match="a step in memory"):
        ChaffinchStep(step=Stripper()).to_dict()
