"""Dates in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from portal.dates import long_date


@pytest.mark.parametrize(
    ("language", "day", "text"),
    [
        ("fr", date(2025, 1, 1), "1er janvier 2025"),
        ("fr", date(2021, 11, 1), "1er novembre 2021"),
        ("fr-be", date(2025, 8, 1), "1er août 2025"),
        ("fr", date(2025, 1, 2), "2 janvier 2025"),
        ("fr", date(2025, 1, 11), "11 janvier 2025"),
        ("fr", date(2025, 1, 31), "31 janvier 2025"),
        ("nl", date(2025, 1, 1), "1 januari 2025"),
        ("nl", date(2020, 7, 14), "14 juli 2020"),
    ],
)
def test_only_french_counts_the_first_of_a_month(language: str, day: date, text: str) -> None:
    with translation.override(language):
        assert long_date(day) == text


def test_templates_write_dates_in_the_same_way() -> None:
    template = Template("{% load portal_tags %}{{ day|long_date }}")
    with translation.override("fr"):
        assert template.render(Context({"day": date(2025, 1, 1)})) == "1er janvier 2025"


def test_a_moment_is_given_as_the_day_it_is_in_belgium() -> None:
    template = Template("{% load portal_tags %}{{ day|long_date }}")
    with translation.override("nl"):
        assert template.render(Context({"day": datetime(2024, 12, 31, 23, 30, tzinfo=UTC)})) == "1 januari 2025"


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_date_is_no_text(nothing: object) -> None:
    assert Template("{% load portal_tags %}{{ day|long_date }}").render(Context({"day": nothing})) == ""
