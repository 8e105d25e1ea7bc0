"""Where a passage begins and ends in its texts, and what it is made of: quotation, prose, list."""
