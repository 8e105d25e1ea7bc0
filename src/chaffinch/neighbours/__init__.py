"""What other pages of its host say of the blocks of a page."""
