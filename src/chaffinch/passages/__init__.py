"""Near-duplicate passages: seeds, anchors, chains, alignment; and documents by what of them is aligned."""
