"""What may be sent where a field is chosen from a list, as the department keeps the lists (letter §2.1)."""

from ninja import Router, Schema

from lec.api.access import ApiRequest
from lec.reference.queries import all_codes

router = Router(tags=["reference"])


class Choice(Schema):
    """One choice: the key is sent, the label is shown."""

    key: str
    label: str


@router.get("/reference/codes", response=dict[str, list[Choice]])
def reference_codes(request: ApiRequest) -> dict[str, list[Choice]]:
    """What may be chosen today by list, in the department's order; lists are the same for everybody."""
    return {
        name: [Choice(key=key, label=label) for key, label in choices.items()]
        for name, choices in all_codes(request.auth.today).items()
    }
