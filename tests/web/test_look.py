"""The pieces of pages (docs/look.md): what they promise to eyes, ears and the Content-Security-Policy."""

import re
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.template import engines

from lec.web import icons
from lec.web.jinja import FILTERS

TEMPLATES = Path(__file__).resolve().parents[2] / "lec/web/templates"
SOURCES = sorted(TEMPLATES.rglob("*.html"))


def draw(source: str, **context: object) -> str:
    """What a page would show that says this with the pieces."""
    engine = engines["jinja2"]
    return engine.from_string('{% import "components/ui.html" as ui %}' + source).render(context)


class Newcomer(forms.Form):
    first_name = forms.CharField(label="ชื่อ", help_text="ตามทะเบียนบ้าน")
    reason = forms.ChoiceField(label="เหตุผล", choices=[("201", "ไม่พบตัวตน")], widget=forms.RadioSelect)


def test_unknown_is_a_dash_and_never_zero() -> None:
    assert [FILTERS["number"](value) for value in (None, 0, 1036418, -3)] == ["–", "0", "1,036,418", "−3"]


def test_a_difference_carries_its_sign() -> None:
    assert [FILTERS["signed"](value) for value in (None, 0, 13, -3)] == ["–", "0", "+13", "−3"]


def test_a_date_never_breaks_over_a_line() -> None:
    assert FILTERS["be_short"](date(2021, 11, 11)) == "11\u00a0พ.ย.\u00a02564"
    assert FILTERS["be_short"](None) == ""


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_hold_no_inline_script_or_style(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert not re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=", text)


@pytest.mark.skipif(not icons.FOLDER.is_dir(), reason="icons are installed by `make setup`")
def test_every_icon_named_in_a_template_exists() -> None:
    named = {
        name
        for source in SOURCES
        for name in re.findall(r'\b(?:icon|glyph)(?:=|\()"([a-z0-9-]+)"', source.read_text(encoding="utf-8"))
    }
    assert named
    assert not [name for name in sorted(named) if not (icons.FOLDER / f"{name}.svg").is_file()]


def test_an_icon_that_does_not_exist_says_so() -> None:
    with pytest.raises(LookupError, match="no-such-icon"):
        icons.icon("no-such-icon")


def test_a_wrong_field_is_tied_to_its_hint_and_its_error() -> None:
    page = draw('{{ ui.field(form["first_name"]) }}', form=Newcomer({}))
    described = re.search(r'aria-describedby="([^"]+)"', page)
    assert described
    assert described[1].split() == ["id_first_name-hint", "id_first_name-error"]
    assert all(f'id="{part}"' in page for part in described[1].split())
    assert 'aria-invalid="true"' in page


def test_radios_are_drawn_as_targets_and_keep_what_was_chosen() -> None:
    page = draw('{{ ui.field(form["reason"]) }}', form=Newcomer({"reason": "201"}))
    assert re.search(
        r'<label class="choice"><input type="radio" name="reason" value="201"[^>]* checked>', page
    )


def test_the_error_summary_leads_to_each_wrong_field() -> None:
    page = draw(
        '{{ ui.error_summary(form) }}{{ ui.field(form["first_name"]) }}{{ ui.field(form["reason"]) }}',
        form=Newcomer({}),
    )
    targets = re.findall(r'href="#(\w+)"', page)
    assert len(targets) == 2
    assert [page.count(f'id="{target}"') for target in targets] == [1, 1]


def test_a_locked_button_stays_and_says_why() -> None:
    page = draw('{{ ui.button("ยืนยัน", url="/confirm", locked_because="เหลือ 3 แห่ง") }}')
    assert 'aria-disabled="true"' in page
    assert "เหลือ 3 แห่ง" in page
    assert "/confirm" not in page


def test_what_people_typed_is_escaped() -> None:
    page = draw("{{ ui.name(who) }}", who={"prefix": "เด็กชาย", "first_name": "<b>ก</b>", "last_name": "ข"})
    assert "&lt;b&gt;ก&lt;/b&gt;" in page


def test_totals_of_a_count_table_are_computed() -> None:
    rows = [
        {"label": "ป.1", "male": 14, "female": 13, "last": 27},
        {"label": "ป.2", "male": 12, "female": 14, "last": None},
    ]
    page = draw("{{ ui.count_table(rows, last=True) }}", rows=rows)
    cells = re.findall(r">([^<>]+)</td>", page.split("<tfoot>")[1])
    assert cells == ["26", "27", "53", "27", "–"]
