"""What a program sent, read late: 404 and 403 are said before anybody looks at the content (API.md, HTTP).

A view takes `body: Sent[Model]`, finds and authorizes, and only then calls `body.read()`. Fields are lenient,
text or nothing: the rules of the register judge them by their own codes. Only a wrong shape is refused here.
"""

import json
import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar, get_args

import pydantic
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Body, Schema
from ninja.parser import Parser
from pydantic import BeforeValidator, ConfigDict, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticUndefined, core_schema

from lec.refusals import Fault, Invalid

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST_DIGITS = 2**63 - 1


class Unread(StrEnum):
    """Why there is no content to judge; the value is the code of the fault."""

    MISSING = "body-missing"
    MALFORMED = "json-malformed"


REFUSED = {
    Unread.MISSING: gettext_lazy("ไม่มีเนื้อหา ต้องส่ง JSON มาด้วย"),
    Unread.MALFORMED: gettext_lazy("เนื้อหาที่ส่งมาไม่ใช่ JSON ที่อ่านได้ (UTF-8)"),
}
CODES = {
    "missing": ("value-missing", gettext_lazy("ต้องระบุค่านี้")),
    "extra_forbidden": ("field-unknown", gettext_lazy("ไม่รู้จักชื่อนี้ จึงไม่ได้บันทึก ดูชื่อที่ใช้ได้ใน openapi.json")),
}
WRONG_SHAPE = ("value-invalid", gettext_lazy("รูปแบบของค่าไม่ถูกต้อง ดูรูปแบบที่ใช้ได้ใน openapi.json"))


class GivenModel(Schema):
    """The base of every body: numbers are taken where a text is meant, as Excel users write codes."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


Text = Annotated[
    str,
    BeforeValidator(lambda value: "" if value is None else value),
    WithJsonSchema({"type": ["string", "null"]}),
]
Id = Annotated[int, pydantic.Field(ge=1, le=MOST_DIGITS, strict=True)]

T = TypeVar("T", bound=Schema)


class Given(Generic[T]):
    """A body not yet judged. `read` gives the model, or raises Invalid with all that has a wrong shape."""

    def __init__(self, value: object, model: type[T]) -> None:
        self._value, self._model = value, model

    def read(self) -> T:
        """The content as its model."""
        if isinstance(self._value, Unread):
            raise Invalid([Fault(self._value, str(REFUSED[self._value]))])
        if not isinstance(self._value, dict):
            raise Invalid(faults_of_shape([((), "object")]))
        try:
            return self._model.model_validate(self._value)
        except pydantic.ValidationError as wrong:
            found = wrong.errors(include_url=False, include_context=False, include_input=False)
            raise Invalid(faults_of_shape((error["loc"], error["type"]) for error in found)) from None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Taken as it is; the OpenAPI shows the model."""
        (model,) = get_args(source)
        return core_schema.no_info_wrap_validator_function(
            lambda value, _inner: cls(value, model), handler.generate_schema(model)
        )


def _nothing() -> Given[Schema]:
    return Given(Unread.MISSING, Schema)


Sent = Annotated[Given[T], Body(PydanticUndefined, default_factory=_nothing)]


class LateParser(Parser):
    """Leaves it to `Given.read` to refuse what is no JSON, or holds text that no database keeps."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            text = request.body.decode()
            value = json.loads(text)
            if "\\u" in text:
                _require_storable(value)
        except (ValueError, RecursionError):
            return Unread.MALFORMED
        return value


def _require_storable(value: object) -> None:
    """Escapes can spell NUL and half a character. Raises ValueError."""
    if "\\u0000" in json.dumps(value, ensure_ascii=False).encode().decode():
        raise ValueError


def faults_of_shape(found: Iterable[tuple[tuple[int | str, ...], str]]) -> list[Fault]:
    """Faults for (where, what) as pydantic has them: ("items", 3, "code") is the field "code" of row 4."""
    faults = []
    for where, kind in found:
        number = next((n for n, part in enumerate(where) if isinstance(part, int)), None)
        row = None if number is None else int(where[number]) + 1
        inner = where if number is None else where[number + 1 :]
        code, message = CODES.get(kind, WRONG_SHAPE)
        faults.append(Fault(code, str(message), ".".join(map(str, inner)), row))
    return faults


def read_date(text: str) -> date | None:
    """A date as ISO 8601 writes it, in the common era; None where the text is none."""
    try:
        return date.fromisoformat(text) if ISO_DATE.fullmatch(text) else None
    except ValueError:
        return None


def dates_of(given: dict[str, str]) -> dict[str, date]:
    """The dates by field. Raises Invalid naming each that is missing or does not exist."""
    read = {field: read_date(text.strip()) for field, text in given.items()}
    faults = [
        Fault("date-impossible", _("ไม่มีวันที่ “%(text)s” ใช้แบบ 2021-11-08") % {"text": text[:20]}, field)
        if text.strip()
        else Fault("date-missing", _("ต้องระบุวันที่ แบบ 2021-11-08"), field)
        for field, text in given.items()
        if read[field] is None
    ]
    if faults:
        raise Invalid(faults)
    return {field: day for field, day in read.items() if day is not None}
