"""The JSON face under /api/v1 (API.md), described by /api/v1/openapi.json."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from lec.api import (
    audit,
    budgets,
    claims,
    confirmations,
    facilities,
    findings,
    headcounts,
    merging,
    organizations,
    problems,
    reference,
    reports,
    rollover,
    rounds,
    students,
    tickets,
    uploads,
)
from lec.api.access import Bearer
from lec.api.given import LateParser

ROUTERS = (
    organizations.router,
    rounds.router,
    reference.router,
    students.router,
    findings.router,
    merging.router,
    claims.router,
    rollover.router,
    uploads.router,
    headcounts.router,
    facilities.router,
    confirmations.router,
    tickets.router,
    reports.router,
    budgets.router,
    audit.router,
)
REFUSAL = {
    "description": "Refused, with the reasons",
    "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Renderer(JSONRenderer):
    """Thai stays readable."""

    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012


class Api(NinjaAPI):
    """ninja's, with every refusal described as the problem it is."""

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**how)
        schema["components"]["schemas"].update(_definitions())
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = REFUSAL
                if "requestBody" in operation:
                    operation["requestBody"]["required"] = True
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


def _definitions() -> dict[str, Any]:
    schema = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}


def _urls(api: Api) -> list[URLPattern | URLResolver]:
    patterns = api.urls[0]
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = problems.framed(pattern.callback)
    return patterns


def no_such_address(request: HttpRequest) -> Any:
    """Whatever lies below /api/v1 and is not listed."""
    return problems.not_found(request)


no_such_address.csrf_exempt = True  # type: ignore[attr-defined]

api = Api(
    title="LEC",
    version="1",
    description="The register and the confirmed count of students.",
    docs_url=None,
    auth=Bearer(),
    parser=LateParser(),
    renderer=Renderer(),
)
problems.set_handlers(api)
for router in ROUTERS:
    api.add_router("", router)

app_name = "api-1"
urlpatterns = [*_urls(api), re_path("", no_such_address)]
