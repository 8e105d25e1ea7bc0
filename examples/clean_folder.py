"""Clean a folder, then look at the tables of the run as Arrow and pandas.

    python examples/clean_folder.py [INPUT] [RUN]

pandas is optional: every table is a `pyarrow.Table`, and a Parquet file in the run folder.
"""

import sys
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import pyarrow.compute as pc

import chaffinch as cf

CORPUS = Path(__file__).parent / "corpus"


def main() -> None:
    source = sys.argv[1] if len(sys.argv) > 1 else CORPUS
    out = sys.argv[2] if len(sys.argv) > 2 else mkdtemp(prefix="chaffinch-")
    config = cf.Config.from_dict({"input": {"host_from": "folder"}, "policy": {"keep": "earliest"}})
    run = cf.clean(source, out, config=config)

    removals = run.table("removals")
    print(f"{removals.num_rows} rows of removals; by reason:")
    for row in removals.group_by("reason").aggregate([("start", "count")]).sort_by("reason").to_pylist():
        print(f"  {row['reason']:12} {row['start_count']:4}")

    copies = removals.filter(pc.is_in(removals["reason"], pa.array(["duplicate", "contained"])))
    for row in copies.select(["document", "keeper", "score"]).to_pylist():
        print(f"{row['document']} is {row['keeper']} ({row['score']:.0%})")

    try:
        clusters = run.table("clusters").to_pandas()
    except ImportError:
        print("(pip install pandas to see the clusters)")
    else:
        sizes = clusters.groupby(["kind", "cluster"]).size().rename("members").reset_index()
        print(sizes.sort_values(["members", "cluster"], ascending=[False, True]).to_string(index=False))
    print(f"The cleaned corpus is in {Path(out) / 'cleaned'}")


if __name__ == "__main__":
    main()
