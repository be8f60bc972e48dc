"""Thai digits both ways."""

from hypothesis import given
from hypothesis import strategies as st

from lec.thai import digits


@given(st.text(alphabet="0123456789 กขE+.-"))
def test_there_and_back(text: str) -> None:
    assert digits.to_arabic(digits.to_thai(text)) == text


def test_numbers_too() -> None:
    assert digits.to_thai(2564) == "๒๕๖๔"
    assert digits.to_arabic("พ.ศ. ๒๕๖๔") == "พ.ศ. 2564"
