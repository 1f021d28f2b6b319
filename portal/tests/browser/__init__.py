"""Walks through the pages in a real browser, one person at a time."""
