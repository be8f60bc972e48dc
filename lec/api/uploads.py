"""Excel out and in (letter §4.3): the template, staged uploads, the file with its reasons."""

from ninja import Router

router = Router(tags=["uploads"])
