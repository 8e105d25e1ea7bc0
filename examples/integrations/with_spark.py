"""Strip the rows of a DataFrame of Spark; `chaffinch.spark.clean` cleans it as one corpus.

pip install 'chaffinch[spark]'      # and Java 17 or newer
python examples/integrations/with_spark.py
"""

from pathlib import Path

from pyspark.sql import SparkSession

from chaffinch import spark

RECORDS = Path(__file__).parents[1] / "records.jsonl"


def main() -> None:
    session = SparkSession.builder.master("local[2]").getOrCreate()
    frame = session.read.json(str(RECORDS))
    spark.strip(frame).select("id", "chaffinch_cut", "chaffinch_reasons").show(truncate=False)


if __name__ == "__main__":
    main()
