"""Strip and clean a frame of polars; pandas, pyarrow and duckdb go the same way.

pip install 'chaffinch[polars]'
python examples/integrations/with_frames.py
"""

from pathlib import Path

import polars as pl

import chaffinch.integrations.polars  # noqa: F401 - gives frames the name chaffinch
from chaffinch.integrations import frames

RECORDS = Path(__file__).parents[1] / "records.jsonl"


def main() -> None:
    frame = pl.read_ndjson(RECORDS)
    print(frame.chaffinch.strip().select("id", "chaffinch_cut", "chaffinch_reasons"))
    print(frame.chaffinch.clean(drop=False).select("id", "chaffinch_outcome", "chaffinch_keeper"))

    lazy = frame.lazy().with_columns(pl.col("text").chaffinch.strip())
    print(lazy.select("id", pl.col("text").str.len_chars()).collect())

    table = frames.strip(frame.to_arrow())  # a table comes out; of a frame of pandas one of pandas
    print(table.schema.names)


if __name__ == "__main__":
    main()
