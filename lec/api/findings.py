"""What the rules say of the register, and the explanations warnings are given (T2)."""

from collections.abc import Iterable

from ninja import Query, Router, Schema

from lec.api.access import ApiRequest, register_seen, round_given
from lec.api.confirmations import Because
from lec.api.given import Sent
from lec.api.paging import Page, Paging, page_of_rows
from lec.refusals import NotVisible
from lec.students import actions
from lec.students.models import RecordedFinding
from lec.students.queries import finding_by_id, findings_for
from lec.students.rules import message_of, require_own_register

router = Router(tags=["findings"])


class ShownFinding(Schema):
    """One finding: an error blocks, a warning needs an explanation, an info is only said."""

    id: int
    student: int
    field: str
    code: str
    severity: str
    message: str
    explanation: str | None


class RoundAsked(Paging):
    """The round worked on; findings are those of the register as it stands."""

    round: str = ""


def findings_shown(rows: Iterable[RecordedFinding]) -> list[ShownFinding]:
    """Findings in the caller's language."""
    return [
        ShownFinding(
            id=row.pk,
            student=row.enrollment.student_id,
            field=row.field,
            code=row.code,
            severity=row.severity,
            message=message_of(row.code, row.params),
            explanation=row.explanation or None,
        )
        for row in rows
    ]


@router.get("/institutions/{code}/findings", response=Page[ShownFinding])
def list_findings(request: ApiRequest, code: str, asked: Query[RoundAsked]) -> Page[ShownFinding]:
    """The findings of the register, a class teacher's those of the own rooms."""
    institution = register_seen(request.auth, code)
    round_given(asked.round, request.auth)
    found, following = page_of_rows(findings_for(request.auth, institution), asked, "pk")
    return Page[ShownFinding](items=findings_shown(found), next=following)


@router.put("/findings/{row:finding_id}/explanation", response=ShownFinding)
def explain(request: ApiRequest, finding_id: int, body: Sent[Because]) -> ShownFinding:
    """Write why a warning stands as it does."""
    finding = _finding(request, finding_id)
    institution = finding.enrollment.institution
    require_own_register(request.auth, institution.pk, officer=True)
    because = body.read().because
    actions.explain(institution=institution, findings=[finding.pk], because=because, by=request.auth)
    return findings_shown([_finding(request, finding_id)])[0]


def _finding(request: ApiRequest, pk: int) -> RecordedFinding:
    finding = finding_by_id(request.auth, pk)
    if finding is None:
        raise NotVisible
    return finding
