"""Strip a dataset of Ray in an actor.

pip install 'chaffinch[ray]'
python examples/integrations/with_ray.py
"""

from pathlib import Path

import ray

from chaffinch.integrations.ray import ChaffinchStep

RECORDS = Path(__file__).parents[1] / "records.jsonl"


def main() -> None:
    dataset = ray.data.read_json(str(RECORDS))
    # fewer actors than processors, since reading needs one
    stripped = dataset.map_batches(ChaffinchStep, batch_format="pyarrow", concurrency=1)
    for row in stripped.take_all():
        print(row["id"], row["chaffinch_cut"], row["chaffinch_reasons"])


if __name__ == "__main__":
    main()
