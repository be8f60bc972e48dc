"""Every table either says whose rows it holds, or stands here with the reason why it is nobody's."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from lec.organizations.models import Organization
from lec.scoping import ScopedQuerySet

NOT_SCOPED = {
    "accounts.User": "a person may serve several organizations; seen through memberships",
    "accounts.OneTimeCode": "a secret of one person; only its action reads it",
    "budgets.BudgetRate": "the department's rates, the same for all",
    "confirmations.DailyRoot": "published to everybody",
    "reference.AgeLimit": "the department's table of ages, the same for all",
    "reference.Code": "lists to choose from, the same for all",
    "reference.Setting": "the department's numbers, the same for all",
    "rounds.Round": "the calendar is everybody's",
}
MODELS = [model for model in apps.get_models() if model.__module__.startswith("lec.")]
SCOPED = [model for model in MODELS if isinstance(model._default_manager.all(), ScopedQuerySet)]


def label(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", SCOPED, ids=label)
def test_scope_leads_to_a_path(model: type[models.Model]) -> None:
    holder, name = follow(model, model.SCOPE)
    assert (holder, name) == (Organization, "path")


@pytest.mark.parametrize("model", [model for model in SCOPED if getattr(model, "PERSONAL", "")], ids=label)
def test_personal_leads_to_a_classroom(model: type[models.Model]) -> None:
    holder, name = follow(model, model.PERSONAL)
    end = holder if name == "pk" else holder._meta.get_field(name).related_model
    assert end._meta.label == "students.Classroom"


@pytest.mark.parametrize("model", SCOPED, ids=label)
def test_conditions_name_fields(model: type[models.Model]) -> None:
    for condition in (*getattr(model, "SCOPE_WHERE", ()), *getattr(model, "PERSONAL_WHERE", ())):
        follow(model, condition)


def test_every_model_is_scoped_or_says_why_not() -> None:
    unscoped = {label(model) for model in MODELS} - {label(model) for model in SCOPED}
    assert unscoped == NOT_SCOPED.keys()


def follow(model: type[models.Model], lookup: str) -> tuple[type[models.Model], str]:
    """The model and the field at the end of "enrollments__institution__path"; every step must exist."""
    *steps, name = lookup.split("__")
    for step in steps:
        model = field(model, step).related_model
    if name != "pk":
        field(model, name)
    return model, name


def field(model: type[models.Model], name: str) -> models.Field:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        pytest.fail(f"{label(model)} has no field {name}")
