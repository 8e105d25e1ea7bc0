"""Boilerplate: rules as data, and what sites repeat."""
