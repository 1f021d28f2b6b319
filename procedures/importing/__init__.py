"""Bringing files into the catalogue: what kind they are, what they change, what is refused and why."""

from procedures.importing.file import import_file
from procedures.importing.report import Note, Report

__all__ = ["Note", "Report", "import_file"]
