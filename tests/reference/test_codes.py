"""Lists to choose from and usual ages: rows that the department changes, never a release."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lec.audit.models import AuditEntry
from lec.reference.actions import keep_code, set_age_limits
from lec.reference.models import AgeLimit, Code, CodeList
from lec.reference.queries import age_limits, all_codes, codes_and_labels, codes_of
from lec.reference.rules import CodeEntry
from lec.refusals import Forbidden, Invalid, NotVisible
from lec.students.actions import Change, change
from lec.students.models import Particulars
from lec.students.queries import class_list, entry_of
from lec.students.rules import PARTICULARS, Kind
from tests.cast import NOW, Cast

TODAY = NOW.date()
NEW = CodeEntry("tricycle", "รถสามล้อ", date(2021, 5, 16))


def codes_of_refusal(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in refused.value.faults]


@pytest.mark.django_db
def test_every_field_that_is_chosen_has_a_list_to_choose_from() -> None:
    lists = {particular.code_list for particular in PARTICULARS.values() if particular.kind == Kind.CODE}
    assert lists == set(CodeList.values)
    assert all(len(choices) > 1 for choices in all_codes(TODAY).values())


@pytest.mark.django_db
def test_the_codes_of_others_are_kept_beside_ours() -> None:
    poor = Code.objects.get(list_name="disadvantage", key="poor")
    assert (poor.label, poor.onec_code, poor.dmc_code) == ("เด็กยากจน", "9", "18")
    twice = Counter(Code.objects.exclude(onec_code="").values_list("list_name", "onec_code"))
    assert [pair for pair, number in twice.items() if number > 1] == []


def test_a_new_choice_stands_last_and_may_be_chosen_at_once(cast: Cast) -> None:
    keep_code(list_name="travel", entry=NEW, by=cast.decha)
    assert list(all_codes(TODAY)["travel"].items())[-1] == ("tricycle", "รถสามล้อ")
    entry = AuditEntry.objects.get(action="keep-code")
    assert (entry.before, entry.after["label"]) == ({}, "รถสามล้อ")


def test_a_choice_that_ended_is_not_chosen_anew_and_keeps_its_label(cast: Cast) -> None:
    keep_code(list_name="travel", entry=replace(NEW, valid_to=date(2021, 11, 7)), by=cast.decha)
    assert "tricycle" not in all_codes(TODAY)["travel"]
    assert "tricycle" in all_codes(date(2021, 11, 7))["travel"]
    assert "tricycle" not in all_codes(date(2021, 5, 15))["travel"]
    assert codes_and_labels(TODAY)[1]["travel"]["tricycle"] == "รถสามล้อ"


def test_what_was_chosen_stays_chosen_when_its_choice_ends(cast: Cast) -> None:
    keep_code(list_name="travel", entry=NEW, by=cast.decha)
    first, second = class_list(cast.somsri, cast.p1, cast.round)[:2]
    travels = {"travel": "tricycle"}

    def save(placement: Any, particulars: dict[str, Any]) -> None:
        entry = replace(entry_of(placement), particulars=particulars)
        change(institution=cast.school, changes=[Change(placement.enrollment_id, entry)], by=cast.somsri)

    save(first, travels)
    keep_code(list_name="travel", entry=replace(NEW, valid_to=date(2021, 11, 7)), by=cast.decha)
    save(first, travels | {"height": "120"})
    assert Particulars.objects.get().travel == "tricycle"
    with pytest.raises(Invalid) as refused:
        save(second, travels)
    assert codes_of_refusal(refused) == [("travel", "code-unknown")]


def test_a_label_changes_and_its_key_never(cast: Cast) -> None:
    number = Code.objects.count()
    place = [code.key for code in codes_of("travel")].index("walk")
    keep_code(list_name="travel", entry=CodeEntry("walk", "เดินเท้า", date(2007, 5, 16)), by=cast.decha)
    assert codes_and_labels(TODAY)[1]["travel"]["walk"] == "เดินเท้า"
    assert Code.objects.count() == number
    assert codes_of("travel")[place].key == "walk"


@pytest.mark.parametrize("after", ["", "bicycle", "walk"])
def test_a_choice_is_put_first_or_after_another(cast: Cast, after: str) -> None:
    before = [code.key for code in codes_of("travel")]
    keep_code(list_name="travel", entry=replace(NEW, after=before[-1]), by=cast.decha)
    keep_code(list_name="travel", entry=replace(NEW, after=after), by=cast.decha)
    now = [code.key for code in codes_of("travel")]
    assert now[now.index(after) + 1 if after else 0] == "tricycle"
    assert [key for key in now if key != "tricycle"] == before
    assert [code.position for code in codes_of("travel")] == list(range(1, len(now) + 1))
    moved = AuditEntry.objects.filter(action="keep-code").latest("pk")
    assert (moved.before["position"], moved.after["position"]) == (
        str(len(now)),
        str(now.index("tricycle") + 1),
    )


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"key": "รถ"}, ("key", "key-format")),
        ({"key": "a" * 21}, ("key", "key-format")),
        ({"key": "1st"}, ("key", "key-format")),
        ({"label": "  "}, ("label", "label-missing")),
        ({"label": "ก" * 81}, ("label", "label-missing")),
        ({"valid_from": None}, ("valid_from", "valid-from-missing")),
        ({"valid_to": date(2021, 5, 15)}, ("valid_to", "days-not-in-order")),
        ({"dmc_code": "1" * 11}, ("dmc_code", "too-long")),
        ({"after": "horse"}, ("after", "place-unknown")),
        ({"after": NEW.key}, ("after", "place-unknown")),
    ],
)
def test_what_is_wrong_with_a_choice_is_named(
    cast: Cast, changed: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        keep_code(list_name="travel", entry=replace(NEW, **changed), by=cast.decha)
    assert codes_of_refusal(refused) == [fault]
    assert not Code.objects.filter(label=NEW.label).exists()


def test_lists_and_limits_are_the_departments(cast: Cast) -> None:
    for actor in (cast.malee, cast.wichai, cast.somsri, replace(cast.decha, role=cast.teacher.role)):
        with pytest.raises(Forbidden):
            keep_code(list_name="travel", entry=NEW, by=actor)
        with pytest.raises(Forbidden):
            set_age_limits(institution_kind="school", academic_year=2565, limits={"P1": (6, 8)}, by=actor)
    with pytest.raises(NotVisible):
        keep_code(list_name="horses", entry=NEW, by=cast.decha)


def test_age_limits_hold_from_their_year_on(cast: Cast) -> None:
    before = age_limits("school", 2564)
    set_age_limits(institution_kind="school", academic_year=2565, limits={"P1": (6, 8)}, by=cast.decha)
    assert age_limits("school", 2564) == before
    assert age_limits("school", 2566) == before | {"P1": (6, 8)}
    set_age_limits(institution_kind="school", academic_year=2565, limits={"P1": (6, 7)}, by=cast.decha)
    assert age_limits("school", 2565)["P1"] == (6, 7)
    assert age_limits("center", 2565) == age_limits("center", 2564)


@pytest.mark.parametrize("limits", [{"P1": (8, 6)}, {"P1": (6, 31)}, {"P1": (-1, 6)}])
def test_ages_that_cannot_be_are_refused(cast: Cast, limits: dict[str, tuple[int, int]]) -> None:
    number = AgeLimit.objects.count()
    with pytest.raises(Invalid) as refused:
        set_age_limits(institution_kind="school", academic_year=2565, limits=limits, by=cast.decha)
    assert codes_of_refusal(refused) == [("P1", "ages-not-in-order")]
    assert AgeLimit.objects.count() == number


@pytest.mark.django_db
def test_the_database_holds_one_code_per_key_and_days_in_order() -> None:
    held = Code.objects.get(list_name="travel", key="walk")
    for changed in ({"key": "walk"}, {"key": "x", "valid_to": date(2000, 1, 1)}):
        row = {"list_name": "travel", "label": "x", "position": 1, "valid_from": held.valid_from} | changed
        with pytest.raises(IntegrityError), transaction.atomic():
            Code.objects.create(**row)
