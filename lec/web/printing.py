"""Documents as answers: a PDF to look at and print, in Thai digits unless Arabic ones are asked for."""

from io import BytesIO

from django.http import FileResponse, HttpRequest


def as_pdf(written: bytes, filename: str) -> FileResponse:
    """A document that opens in the browser, with a name to keep it under."""
    return FileResponse(BytesIO(written), filename=filename, content_type="application/pdf")


def wants_arabic(request: HttpRequest) -> bool:
    """Whether the document is to have Arabic digits ("?digits=arabic")."""
    return request.GET.get("digits") == "arabic"
