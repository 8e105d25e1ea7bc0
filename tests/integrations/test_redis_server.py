"""Several crawlers with one Redis server: a real one, started here on a free port."""

from __future__ import annotations

import pickle
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chaffinch.errors import UsageError
from chaffinch.integrations.storages import Memory, RedisServer, Storage
from chaffinch.model import Document
from chaffinch.step import Deduplicator
from chaffinch.text import shingles

pytestmark = pytest.mark.heavy

redis = pytest.importorskip("redis", reason="needs redis: pip install 'chaffinch[redis]'")
if shutil.which("redis-server") is None:
    pytest.skip("needs a Redis server: apt-get install redis-server", allow_module_level=True)

TEXTS = [
    "The dam held all night, and in the morning the pumps were switched off one after the other by the crews.",
    "Der Bürgermeister dankte den Helfern, die zwei Tage lang ohne Pause gearbeitet hatten, bis das Wasser fiel.",
    "町長は二日間休みなく働いた隊員たちに感謝の言葉を述べた。川の水位は昼までに平常に戻り、住民は家に帰った。",
    "Паром отбуксировали в полдень два траулера, которые с раннего утра ждали прилива у входа в гавань.",
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("redis")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL) as server:
        client = redis.Redis(port=port)
        for _ in range(100):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        client.close()
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()


@pytest.fixture
def server(url: str) -> Iterator[RedisServer]:
    made = RedisServer(url, "test")
    yield made
    made.clear()
    made.close()


def test_two_crawlers_see_the_documents_of_one_another(url: str, server: RedisServer) -> None:
    one, two = Deduplicator(server), Deduplicator(RedisServer(url, "test"))
    assert [two.add(text).is_duplicate for text in TEXTS] == [False] * 4
    found = one.add_many([f"So it was: {text}" for text in TEXTS])
    assert [[p.twin for p in seen.passages] for seen in found] == [["0"], ["1"], ["2"], ["3"]]
    assert two.add(TEXTS[2]).duplicates[0].id == "2"
    assert len(one) == len(two) == 9
    two.close()


def test_of_two_crawlers_that_meet_a_text_at_once_one_finds_the_copy_of_the_other(
    url: str, server: RedisServer
) -> None:
    def crawl(name: str) -> list[bool]:
        with Deduplicator(RedisServer(url, "test")) as seen:
            return [seen.add(Document(f"{name}-{i}", text)).is_duplicate for i, text in enumerate(TEXTS)]

    Deduplicator(server)
    with ThreadPoolExecutor() as threads:
        found = list(threads.map(crawl, "ab"))
    assert [sorted(pair) for pair in zip(*found, strict=True)] == [[False, True]] * 4


def test_the_results_are_those_in_memory(server: RedisServer) -> None:
    documents = [Document(name, text) for text in (TEXTS[0], TEXTS[1]) for name in ("", "a", "b")]
    documents += [Document("c", ""), Document("d", "\ud800"), *(Document("", text.upper() * 2) for text in TEXTS)]
    results = []
    storages: list[Storage] = [Memory(), server]
    for storage in storages:
        seen = Deduplicator(storage)
        found = seen.add_many(documents)
        gone = [seen.retract("a"), seen.retract("a"), seen.retract("nobody")]
        results.append((found, gone, seen.query(TEXTS[1]), seen.add_many(documents), len(seen), "a" in seen))
    assert results[0] == results[1]


def test_datasketch_finds_what_is_stored(url: str, server: RedisServer) -> None:
    from datasketch import MinHash, MinHashLSH

    seen = Deduplicator(server, passages=False)
    text = "rain fell on the harbour all night and the boats stayed where they were"
    seen.add_many([TEXTS[0], text])
    host, port = url.removeprefix("redis://").removesuffix("/0").split(":")
    config = {"type": "redis", "basename": b"test", "redis": {"host": host, "port": int(port)}}
    index = MinHashLSH(num_perm=128, params=(32, 4), storage_config=config, prepickle=False)
    sketch = MinHash(num_perm=128, hashfunc=int)
    sketch.update_batch(shingles([text], 2)[0].tolist())
    assert index.query(sketch) == [b"1"]
    index.remove(b"1")
    assert seen.query(text).duplicates == ()


def test_other_settings_and_servers_that_do_not_answer_are_refused(url: str, server: RedisServer) -> None:
    Deduplicator(server)
    with pytest.raises(UsageError, match="use another name"):
        Deduplicator(RedisServer(url, "test"), threshold=0.9)
    with pytest.raises(UsageError, match="cannot use the Redis server"):
        Deduplicator("redis://127.0.0.1:1/0")
    with pytest.raises(UsageError, match="no address"):
        RedisServer("http://127.0.0.1").begin(Deduplicator().storage._finder.settings)  # type: ignore[attr-defined]


def test_a_pickled_deduplicator_connects_again(server: RedisServer) -> None:
    seen = Deduplicator(server)
    seen.add(Document("a", TEXTS[0]))
    with pickle.loads(pickle.dumps(seen)) as again:
        assert again.query(TEXTS[0]).duplicates[0].id == "a"
