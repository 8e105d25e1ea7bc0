"""Markdown: its blocks and inline parts, what a reader sees of it, and findings fitted to its structure."""
