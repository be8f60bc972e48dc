"""Keeping the rates: the department's, each with its source (DOMAIN, Money)."""

from dataclasses import asdict
from typing import Any

from django.db import transaction

from lec.actor import Actor
from lec.audit.actions import record
from lec.budgets.models import BudgetRate
from lec.budgets.rules import RateEntry, faults_of_rate
from lec.organizations.models import Organization
from lec.organizations.rules import require_level
from lec.refusals import refuse_if_wrong

KEY = ("line", "group", "from_fiscal_year", "least")


@transaction.atomic
def keep_rate(*, entry: RateEntry, by: Actor) -> BudgetRate:
    """Add a rate, or change the one of that line, group, first year and least size. An earlier one stays, and
    holds no more from the year in which a later begins. Raises Invalid.
    """
    require_level(by, 1)
    Organization.objects.select_for_update(no_key=True).get(pk=by.organization_id)
    refuse_if_wrong(faults_of_rate(entry))
    values = asdict(entry) | {"source": entry.source.strip()}
    held = BudgetRate.objects.filter(**{name: values[name] for name in KEY}).first()
    before = _kept(held) if held else {}
    rate = held or BudgetRate()
    for name, value in values.items():
        setattr(rate, name, value)
    rate.save()
    after = _kept(rate)
    record("keep-rate", rate, by=by, organization_id=by.organization_id, before=before, after=after)
    return rate


def _kept(rate: BudgetRate) -> dict[str, Any]:
    names = [field for field in RateEntry.__dataclass_fields__ if getattr(rate, field) is not None]
    return {name: str(getattr(rate, name)) for name in names}
