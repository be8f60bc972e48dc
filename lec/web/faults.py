"""From a refusal to the form: each fault stands at the field it speaks of, the rest at the top."""

from collections.abc import Mapping

from django.forms import BaseForm

from lec.refusals import Invalid


def put_faults(form: BaseForm, refusal: Invalid, fields: Mapping[str, str] | None = None) -> None:
    """Add the faults to a bound form; `fields` names the form's field where it is not the fault's own."""
    for fault in refusal.faults:
        field = (fields or {}).get(fault.field, fault.field)
        form.add_error(field if field in form.fields else None, fault.message)
