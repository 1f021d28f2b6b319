"""How public codes stand in the addresses of pages."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class CodeConverter(StringConverter):
    """A code as somebody typed it, known or not; what no code can hold (PostgreSQL has no NUL) is no address."""

    regex = r"[^/\x00]+"


register_converter(CodeConverter, "code")
