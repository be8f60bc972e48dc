"""The receipt and the certificate to print."""

from django.http import FileResponse, HttpRequest
from django.urls import reverse

from lec.confirmations import queries
from lec.refusals import NotVisible
from lec.reports.certificate import certificate_pdf
from lec.reports.receipt import receipt_pdf
from lec.web.acting import acting, acting_name
from lec.web.printing import as_pdf, wants_arabic


def receipt(request: HttpRequest, number: str) -> FileResponse:
    """What the receipt's page shows: whole for who may see the organization, no person for others."""
    actor = request.actor  # type: ignore[attr-defined]
    whole = queries.receipts_for(actor).filter(number=number).first() if actor else None
    shown = whole or queries.public_receipt(number)
    if shown is None:
        raise NotVisible
    at, by = request.arrived_at, acting_name(request)  # type: ignore[attr-defined]
    reader = actor if whole else None
    written = receipt_pdf(reader, shown, _address(request, number), at, by, wants_arabic(request))
    return as_pdf(written, f"receipt-{number}.pdf")


def certificate(request: HttpRequest, number: str) -> FileResponse:
    """The document by which an organization vouches for what it confirmed."""
    by = acting(request)
    whole = queries.receipts_for(by).filter(number=number).first()
    if whole is None:
        raise NotVisible
    address, name = _address(request, number), acting_name(request)
    written = certificate_pdf(by, whole, address, name, wants_arabic(request))
    return as_pdf(written, f"certificate-{number}.pdf")


def _address(request: HttpRequest, number: str) -> str:
    return request.build_absolute_uri(reverse("confirmations:receipt", args=[number]))
