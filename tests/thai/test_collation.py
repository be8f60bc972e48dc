"""Thai dictionary order, stored, so that every database gives the same."""

import random
import string

from hypothesis import given
from hypothesis import strategies as st

from lec.thai.collation import MAX_LENGTH, sort_key

DICTIONARY = (
    "กก กกุธภัณฑ์ กง กฎ กฐิน กด กรรไกร กรรม กล้วย กวาง กะ กะทิ กัก กั้ง กา ก่า ก้า กาก "
    "ก้าง กางเกง กำ กำนัน กิ่ง กิน กี่ กุ้ง เก เก่ง เก็บ เกม เกาะ เกียรติ เกือบ แก แก่ แก้ว "
    "แกะ โก โก้ โกหก ไก่ ขวด ขา ข้า ขำ เขา เข่า ไข่ คน ฅน ฆ้อง งู จาน ฉิ่ง "
    "ชาย ซอ ฌาน ญาณ ฎีกา ฐาน ณัฐ ดี ตา ถุง ทำ ธง นก น้ำ ใน บ้าน ปลา ผึ้ง "
    "ฝา พ่อ ฟ้า ภาพ ม้า ยา รู ฤดี ลา วัน ศร ษมา สี หมา หมี ฬา อา อ่าง "
    "ฮูก เฮ "
)


def test_the_order_of_the_dictionary() -> None:
    words = DICTIONARY.split()
    assert sorted(random.Random(1).sample(words, len(words)), key=sort_key) == words


def test_marks_count_only_where_the_letters_are_alike() -> None:
    assert sorted(["ก้าน", "กาบ", "กาน", "ก่าน"], key=sort_key) == ["กาน", "ก่าน", "ก้าน", "กาบ"]


def test_a_first_name_sorts_before_a_longer_one_whatever_follows() -> None:
    assert sort_key("กา ฮูก") < sort_key("กานดา กก")
    assert sort_key("กานดา ใจเย็น") < sort_key("กานดา ณ ป่าหวาย")


def test_thai_and_arabic_digits_and_capitals_are_alike() -> None:
    assert sort_key("ห้อง ๑๐ A") == sort_key("ห้อง 10 a")


def test_punctuation_and_invisible_characters_do_not_count() -> None:
    assert sort_key("ใจ-เย็น\u200b") == sort_key("ใจเย็น")


@given(st.text(max_size=300))
def test_every_text_has_a_key_that_any_database_orders_alike(text: str) -> None:
    key = sort_key(text)
    assert set(key) <= set(string.digits + "abcdef")
    assert len(key) <= MAX_LENGTH


def test_the_key_fits_its_column_however_long_the_name() -> None:
    assert len(sort_key("กำ้" * 300)) == MAX_LENGTH
