"""Strip the rows of a DataFrame of Spark; `chaffinch.spark.clean` cleans it as one corpus.

pip install 'chaffinch[spark]'      # and Java 17 or newer
python examples/integrations/with_spark.py
"""

import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from chaffinch import spark

RECORDS = Path(__file__).parents[1] / "records.jsonl"


def main() -> None:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the workers are those of the first python3 there is
    session = SparkSession.builder.master("local[2]").getOrCreate()
    frame = session.read.json(str(RECORDS))
    spark.strip(frame).select("id", "chaffinch_cut", "chaffinch_reasons").show(truncate=False)


if __name__ == "__main__":
    main()
