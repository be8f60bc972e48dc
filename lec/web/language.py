"""Which language a page speaks: Thai, unless the reader has chosen English.

Browsers in Thai offices often ask for English without their users knowing; only the API follows that header.
"""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from lec.web.acting import API


class LanguageMiddleware(LocaleMiddleware):
    """Pages follow the cookie that the language button sets."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith(API):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
