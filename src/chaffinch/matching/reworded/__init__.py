"""Find passages that say the same in other words, by sentences and their terms instead of letters."""
