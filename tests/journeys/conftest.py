"""Journeys are walked on the day of the cast, through the same desk as the pages."""

from tests.web.conftest import at_the_desk, sign_in

__all__ = ["at_the_desk", "sign_in"]
