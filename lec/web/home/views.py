"""Home: what to do next and by when, per level. It runs no national aggregate."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    return render(request, "home/home.html")
