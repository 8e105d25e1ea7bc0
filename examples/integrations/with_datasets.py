"""Strip a dataset of Hugging Face row by row, then clean it as one corpus.

pip install 'chaffinch[huggingface]'
python examples/integrations/with_datasets.py
"""

from pathlib import Path

from datasets import load_dataset

from chaffinch.integrations.huggingface import ChaffinchStep, clean_dataset

RECORDS = Path(__file__).parents[1] / "records.jsonl"


def main() -> None:
    dataset = load_dataset("json", data_files=str(RECORDS), split="train")

    stripped = dataset.map(ChaffinchStep(), batched=True)  # num_proc=8 for a large one; streaming=True works, too
    for row in stripped:
        print(row["id"], row["chaffinch_cut"], row["chaffinch_reasons"])

    cleaned = clean_dataset(dataset, drop=False)  # with near-duplicates named; drop=True leaves them out
    for row in cleaned:
        print(row["id"], row["chaffinch_outcome"], row["chaffinch_keeper"])


if __name__ == "__main__":
    main()
