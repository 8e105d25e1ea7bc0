"""What the pages of one host, seen together, tell of their blocks."""
