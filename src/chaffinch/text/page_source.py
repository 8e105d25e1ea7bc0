"""How the source of a page begins that a program fills in: PHP, JSP, ERB, Vue, Svelte, XSLT."""

from __future__ import annotations

__all__ = ["PAGE_SOURCE"]

PAGE_SOURCE = (
    r"(?:<\?(?:php\b|=)|<%|<template\b|<script\s(?:[^<>]*\s)?(?:setup|lang=)"
    r"|(?:<\?xml\b[^<>]*>\s*)?<[A-Za-z][\w.-]*:[A-Za-z][\w.-]*\s[^<>]*\bxmlns:)"
)
"""Pattern of these beginnings."""
