"""The Buddhist calendar: what is shown reads back, and what schools type is read (DOMAIN, Excel in)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lec.thai import calendar, digits
from lec.thai.calendar import BANGKOK, ParsedDate, parse_date

days = st.dates(date(1957, 1, 1), date(2056, 12, 31))
NOVEMBER_11 = date(2021, 11, 11)


def test_days_and_moments_are_shown_as_the_screen_and_the_paper_want_them() -> None:
    moment = datetime(2021, 11, 9, 3, 7, tzinfo=UTC)
    assert calendar.format_short(NOVEMBER_11) == "11 พ.ย. 2564"
    assert calendar.format_long(NOVEMBER_11) == "11 พฤศจิกายน 2564"
    assert calendar.format_official(NOVEMBER_11) == "๑๑ พฤศจิกายน ๒๕๖๔"
    assert calendar.format_weekday(NOVEMBER_11) == "พฤหัสบดีที่ 11 พ.ย. 2564"
    assert calendar.format_moment(moment) == "9 พ.ย. 2564 10.07 น."
    assert calendar.format_time(datetime(2021, 11, 9, 23, 59, tzinfo=BANGKOK)) == "23.59 น."


def test_a_day_in_bangkok_begins_while_greenwich_still_has_the_day_before() -> None:
    assert calendar.today(datetime(2021, 11, 10, 17, 0, tzinfo=UTC)) == NOVEMBER_11
    assert calendar.today(datetime(2021, 11, 10, 16, 59, tzinfo=UTC)) == date(2021, 11, 10)


def test_a_day_ends_at_the_next_midnight_in_bangkok() -> None:
    end = calendar.end_of_day(NOVEMBER_11)
    assert end == datetime(2021, 11, 11, 17, 0, tzinfo=UTC)
    assert calendar.today(end - timedelta(microseconds=1)) == NOVEMBER_11


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2021, 5, 15), 2563),
        (date(2021, 5, 16), 2564),
        (date(2022, 1, 1), 2564),
        (date(2022, 5, 16), 2565),
    ],
)
def test_an_academic_year_starts_on_16_may(day: date, year: int) -> None:
    assert calendar.academic_year_of(day) == year


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2019, 5, 16), date(2021, 5, 16), 2),
        (date(2019, 5, 17), date(2021, 5, 16), 1),
        (date(2016, 2, 29), date(2019, 2, 28), 2),
        (date(2016, 2, 29), date(2019, 3, 1), 3),
        (date(2016, 2, 29), date(2020, 2, 29), 4),
    ],
)
def test_age_counts_full_years(birth: date, day: date, age: int) -> None:
    assert calendar.age_on(birth, day) == age


@pytest.mark.parametrize(
    "show",
    [
        calendar.format_short,
        calendar.format_long,
        calendar.format_official,
        calendar.format_weekday,
        date.isoformat,
        "{0.day}/{0.month}/{year}".format,
        "{0.day:02}-{0.month:02}-{year}".format,
        "{0.day}.{0.month}.{short:02}".format,
        "{0.day} {0.month} {year}".format,
        "{0.day:02}{0.month:02}{year}".format,
        "{0.day}/{0.month}/{0.year} 0:00:00".format,
        "{0.year}-{0.month:02}-{0.day:02}T00:00:00".format,
        "{year}-{0.month:02}-{0.day:02}".format,
    ],
)
@given(day=days)
def test_whatever_way_a_day_is_written_it_is_read_back(show, day: date) -> None:  # type: ignore[no-untyped-def]
    year = calendar.be_year(day.year)
    text = show(day, year=year, short=year % 100) if "format of str" in repr(show) else show(day)
    assert parse_date(text) == ParsedDate(day)
    assert parse_date(f" {digits.to_thai(text)} ") == ParsedDate(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("๖ มี.ค. ๕๓", date(2010, 3, 6)),
        ("12 กุมภาพันธ์ 2557", date(2014, 2, 12)),
        ("12 กพ 57", date(2014, 2, 12)),
        ("12ก.พ57", date(2014, 2, 12)),
        ("12 ก.พ. พ.ศ. 2557", date(2014, 2, 12)),
        ("วันที่ 5 เดือนมกราคม พ.ศ. ๒๕๖๐", date(2017, 1, 5)),
        ("5 ม.ค. ค.ศ. 2017", date(2017, 1, 5)),
        ("12-Feb-2557", date(2014, 2, 12)),
        ("12 February 2014", date(2014, 2, 12)),
        ("1 กรกฏาคม 2560", date(2017, 7, 1)),
        ("1 พฤศภาคม 2560", date(2017, 5, 1)),
        ("1 พฤษจิกายน 2560", date(2017, 11, 1)),
        ("5 ธันวา 59", date(2016, 12, 5)),
        ("1. 2. 60", date(2017, 2, 1)),
        ("29/02/2559", date(2016, 2, 29)),
        ("3052559", date(2016, 5, 3)),
        ("20170503", date(2017, 5, 3)),
        ("'03/05/2559", date(2016, 5, 3)),
        ("3\u200b/5\u00a0/ 2559", date(2016, 5, 3)),
    ],
)
def test_spellings_seen_in_schools_own_sheets(text: str, day: date) -> None:
    assert parse_date(text) == ParsedDate(day)


@pytest.mark.parametrize(
    "text", ["00/00/2560", "0/0/2560", "๐/๐/๒๕๖๐", "-/-/2560", "2560", "พ.ศ. 2560", "2017"]
)
def test_where_only_the_year_is_known_it_is_1_january_and_said_so(text: str) -> None:
    assert parse_date(text) == ParsedDate(date(2017, 1, 1), day_unknown=True)


@pytest.mark.parametrize("text", ["00/05/2560", "พ.ค. 2560"])
def test_where_the_month_is_known_it_is_its_first_day(text: str) -> None:
    assert parse_date(text) == ParsedDate(date(2017, 5, 1), day_unknown=True)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "--", "00/00/0000", "ไม่ทราบ", "ไม่มีข้อมูล", "\u200b"])
def test_nothing_is_missing(text: str) -> None:
    assert parse_date(text) == ParsedDate(fault="missing")


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2558",
        "29/02/2560",
        "31/11/2564",
        "5/13/2560",
        "12/25/2560",
        "5/0/2560",
        "3/5/256",
        "3/5/25600",
        "1 พฤษ 2560",
        "1 ม 2560",
        "1.99E+12",
        "ป.1/2",
        "1/1/0001",
        "1/1/พ.ศ. 2017/5",
    ],
)
def test_a_day_that_is_in_no_calendar_is_impossible(text: str) -> None:
    assert parse_date(text) == ParsedDate(fault="impossible")


@given(st.text(alphabet="0123456789๐๑๒/-. พศมกคยจ\u0e31\u0e34\u0e38\u200bTE:", max_size=20))
def test_no_text_breaks_the_reading(text: str) -> None:
    parsed = parse_date(text)
    assert (parsed.value is None) == (parsed.fault is not None)


def test_years_of_both_eras() -> None:
    assert calendar.be_year(2021) == 2564
    assert calendar.ce_year(2564) == 2021
