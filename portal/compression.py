"""Text that goes out is compressed; papers, pictures and archives are compressed already."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/atom+xml",
    "application/vnd.oai.openapi",
)


class TextCompressionMiddleware(GZipMiddleware):
    """Compress pages and text files for who takes gzip; leave everything else as it is.

    A page that repeats what was asked beside a secret tells the secret by its length (BREACH). Django answers this
    twice: each page masks its token anew, and each answer is longer by a random number of bytes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the answer, compressed where it is text."""
        if not response.headers.get("Content-Type", "").startswith(COMPRESSED):
            return response
        return super().process_response(request, response)
