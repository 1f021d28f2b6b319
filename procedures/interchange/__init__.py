"""Procedures in files: how a file's rows are read safely, and our own format, JSON and XLSX, both ways."""
