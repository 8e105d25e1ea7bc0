"""Choose the blocks of an HTML page that are its main text."""
