"""Which text is taken for a date of birth?"""

from datetime import date

import pytest

from chatserver.core.births import birth_date, from_table

TODAY = date(2026, 1, 1)


@pytest.mark.parametrize("text", ["1900-01-01", "2024-02-29", "2026-01-01"])
def test_a_day_between_1900_and_today_is_one(text: str) -> None:
    assert birth_date(text, today=TODAY) == text


@pytest.mark.parametrize(
    "text",
    [
        "1899-12-31", "2026-01-02", "2023-02-29", "1990-13-01", "1990-1-1", "19900517",
        "1990-W20-4", "17.05.1990", "1990-05-17 ", "١٩٩٠-٠٥-١٧", "0000-00-00", "",
    ],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert birth_date(text, today=TODAY) is None


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("17.05.1990", "1990-05-17"),
        ("7.5.1990", "1990-05-07"),
        ("1990-05-17", "1990-05-17"),
        ("1990-05-17 00:00:00", "1990-05-17"),
        ("1990-05-17 10:00:00", "1990-05-17 10:00:00"),
        ("17.05.90", "17.05.90"),
    ],
)
def test_a_table_writes_days_in_ways_of_its_own(cell: str, day: str) -> None:
    assert from_table(cell) == day
