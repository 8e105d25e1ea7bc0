"""Furniture of several lines: signatures, cards, lists of links, notes on authors; it goes as a whole or not at all."""
