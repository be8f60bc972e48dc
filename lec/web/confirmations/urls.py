"""Confirming, revoking, receipts."""

from django.urls import URLPattern, URLResolver, path

from lec.web.confirmations import printing, views

app_name = "confirmations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ledger/", views.roots, name="roots"),
    path("confirm/<str:subject>/", views.confirm, name="confirm"),
    path("receipts/<str:number>/", views.receipt, name="receipt"),
    path("receipts/<str:number>/receipt.pdf", printing.receipt, name="receipt_pdf"),
    path("receipts/<str:number>/certificate.pdf", printing.certificate, name="certificate"),
    path("receipts/<str:number>/revoke/", views.revoke, name="revoke"),
]
