"""How dates, amounts, counts and spaces are written, to the very character, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wording import formats

TOKYO, NOUMEA, LIMA = ZoneInfo("Asia/Tokyo"), ZoneInfo("Pacific/Noumea"), ZoneInfo("America/Lima")
CLOSING = datetime(2027, 9, 30, 14, tzinfo=UTC)
NOW = datetime(2027, 9, 1, 12, tzinfo=UTC)


def test_a_column_of_euros_is_written_with_cents_on_each_row_or_on_none():
    whole, broken = [Decimal("0.00"), Decimal(3460)], [Decimal("0.00"), Decimal("3460.5")]
    said = [[formats.figure(one, "fr", cents=formats.have_cents(column)) for one in column]
            for column in (whole, broken)]  # fmt: skip
    assert said == [["0", "3\u202f460"], ["0,00", "3\u202f460,50"]]


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (12500, "12\u202f500\u202f€", "€12,500"),
        (Decimal("12500.00"), "12\u202f500\u202f€", "€12,500"),
        (Decimal("12500.50"), "12\u202f500,50\u202f€", "€12,500.50"),
        (0, "0\u202f€", "€0"),
        (999, "999\u202f€", "€999"),
        (Decimal("-150"), "−150\u202f€", "−€150"),
        (1_234_567, "1\u202f234\u202f567\u202f€", "€1,234,567"),
    ],
)
def test_an_amount_carries_its_narrow_spaces_and_cents_only_when_it_has_some(value, french, english):
    assert formats.amount(value, "fr") == french
    assert formats.amount(value, "en") == english


def test_a_number_has_a_comma_in_french_and_a_point_in_english():
    assert formats.number(Decimal("1234.5"), "fr") == "1\u202f234,5"
    assert formats.number(Decimal("1234.5"), "en") == "1,234.5"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (date(2027, 9, 30), "jeudi 30 septembre 2027", "Thursday 30 September 2027"),
        (date(2027, 10, 1), "vendredi 1er octobre 2027", "Friday 1 October 2027"),
        (date(2028, 2, 29), "mardi 29 février 2028", "Tuesday 29 February 2028"),
        # eleven at night in Greenwich is already the next day in Paris
        (datetime(2027, 7, 31, 23, tzinfo=UTC), "dimanche 1er août 2027", "Sunday 1 August 2027"),
    ],
)
def test_a_day_is_written_in_full_in_paris_and_the_first_is_an_ordinal_in_french(value, french, english):
    assert formats.day(value, "fr") == french
    assert formats.day(value, "en") == english
    assert formats.short_day(value, "fr") == french.partition(" ")[2]


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [
        (16, 0, "16\u00a0h\u00a000", "16:00"),
        (0, 0, "0\u00a0h\u00a000", "00:00"),
        (12, 0, "12\u00a0h\u00a000", "12:00"),
        (9, 5, "9\u00a0h\u00a005", "09:05"),
    ],
)
def test_an_hour_never_breaks_at_noon_nor_at_midnight(hour, minute, french, english):
    value = datetime(2027, 9, 30, hour, minute, tzinfo=formats.PARIS)
    assert formats.clock(value) == french
    assert formats.clock(value, "en") == english


@pytest.mark.parametrize(
    ("value", "french"),
    [
        # 28 March 2027: two o'clock becomes three
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "dimanche 28 mars 2027 à 1\u00a0h\u00a059, heure de Paris"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "dimanche 28 mars 2027 à 3\u00a0h\u00a000, heure de Paris"),
        # 31 October 2027: three o'clock becomes two; both instants are half past two on the wall
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "dimanche 31 octobre 2027 à 2\u00a0h\u00a030, heure de Paris"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "dimanche 31 octobre 2027 à 2\u00a0h\u00a030, heure de Paris"),
        (datetime(2027, 10, 31, 2, 0, tzinfo=UTC), "dimanche 31 octobre 2027 à 3\u00a0h\u00a000, heure de Paris"),
    ],
)
def test_a_moment_follows_the_clock_of_paris_through_both_changes_of_the_hour(value, french):
    assert formats.moment(value, "fr") == french


def test_a_deadline_at_midnight_is_the_end_of_the_day_before():
    midnight = datetime(2027, 10, 1, tzinfo=formats.PARIS)
    assert formats.deadline(midnight, "fr") == "jeudi 30 septembre 2027, fin de journée"
    assert formats.deadline(midnight, "en") == "Thursday 30 September 2027, end of the day"
    assert formats.deadline(CLOSING, "fr") == formats.moment(CLOSING, "fr")


def test_a_moment_says_its_place_in_both_languages():
    assert formats.moment(CLOSING, "fr") == "jeudi 30 septembre 2027 à 16\u00a0h\u00a000, heure de Paris"
    assert formats.moment(CLOSING, "en") == "Thursday 30 September 2027 at 16:00, Paris time"
    assert formats.moment(CLOSING, "fr", NOUMEA) == "vendredi 1er octobre 2027 à 1\u00a0h\u00a000, heure de Nouméa"


@pytest.mark.parametrize(
    ("value", "zone", "french", "english"),
    [
        (CLOSING, TOKYO, "à Tokyo, le même jour à 23\u00a0h\u00a000", "in Tokyo, the same day at 23:00"),
        (CLOSING, NOUMEA, "à Nouméa, le lendemain à 1\u00a0h\u00a000", "in Nouméa, the next day at 01:00"),
        (
            datetime(2027, 9, 30, 1, tzinfo=UTC), LIMA,
            "à Lima, la veille à 20\u00a0h\u00a000", "in Lima, the day before at 20:00",
        ),
        (
            CLOSING, ZoneInfo("Africa/Cairo"),
            "au Caire, le même jour à 17\u00a0h\u00a000", "in Cairo, the same day at 17:00",
        ),
        (
            CLOSING, ZoneInfo("UTC"),
            "en temps universel, le même jour à 14\u00a0h\u00a000", "in universal time, the same day at 14:00",
        ),
    ],
)  # fmt: skip
def test_the_reader_is_told_the_hour_where_they_are_and_whether_the_day_differs(value, zone, french, english):
    assert formats.in_zone(value, "fr", zone) == french
    assert formats.in_zone(value, "en", zone) == english


def test_every_zone_that_a_person_may_choose_has_a_name_in_both_languages():
    for key in sorted(available_timezones()):
        for language in ("fr", "en"):
            assert formats.in_zone(CLOSING, language, ZoneInfo(key))
            assert "_" not in formats.city(ZoneInfo(key), language)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("Europe/Athens", "heure d’Athènes"), ("Africa/Cairo", "heure du Caire"), ("Asia/Tokyo", "heure de Tokyo"),
        ("Etc/UTC", "temps universel"),
    ],
)  # fmt: skip
def test_the_name_of_a_place_is_elided_and_contracted_in_french(place, said):
    assert formats.zone_time(ZoneInfo(place), "fr") == said


@pytest.mark.parametrize(
    ("delay", "french", "english"),
    [
        (timedelta(days=43), "dans 43\u00a0jours", "in 43\u00a0days"),
        (timedelta(days=2), "dans 2\u00a0jours", "in 2\u00a0days"),
        (timedelta(days=2, seconds=-1), "dans 47\u00a0heures", "in 47\u00a0hours"),
        (timedelta(hours=1), "dans 1\u00a0heure", "in 1\u00a0hour"),
        (timedelta(minutes=59, seconds=59), "dans 59\u00a0minutes", "in 59\u00a0minutes"),
        (timedelta(minutes=1), "dans 1\u00a0minute", "in 1\u00a0minute"),
        (timedelta(seconds=59), "dans moins d’une minute", "in less than a minute"),
        (timedelta(days=-13), "13\u00a0jours de retard", "13\u00a0days late"),
    ],
)
def test_what_remains_is_said_in_the_unit_that_matters_and_never_rounded_up(delay, french, english):
    assert formats.remaining(NOW + delay, NOW, "fr") == french
    assert formats.remaining(NOW + delay, NOW, "en") == english


def test_what_is_left_of_an_open_call_is_said_as_a_sentence():
    assert formats.left(NOW + timedelta(days=23), NOW, "fr") == "Il reste 23\u00a0jours"
    assert formats.left(NOW + timedelta(days=23), NOW, "en") == "23\u00a0days left"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "zéro", "zero"), (1, "un", "one"), (16, "seize", "sixteen"), (21, "vingt et un", "twenty-one"),
        (71, "soixante et onze", "seventy-one"), (80, "quatre-vingts", "eighty"), (81, "quatre-vingt-un", "eighty-one"),
        (91, "quatre-vingt-onze", "ninety-one"), (99, "quatre-vingt-dix-neuf", "ninety-nine"), (100, "100", "100"),
    ],
)  # fmt: skip
def test_numbers_under_a_hundred_are_words(value, french, english):
    assert formats.in_words(value, "fr") == french
    assert formats.in_words(value, "en") == english


def test_feminine_things_are_counted_in_the_feminine():
    assert formats.in_words(1, "fr", feminine=True) == "une"
    assert formats.in_words(21, "fr", feminine=True) == "vingt et une"
    assert formats.in_words(81, "fr", feminine=True) == "quatre-vingt-une"


def test_no_two_numbers_share_their_words():
    for language in ("fr", "en"):
        assert len({formats.in_words(value, language) for value in range(100)}) == 100


@pytest.mark.parametrize(
    ("typed", "french"),
    [
        ("Qui dépose ?", "Qui dépose\u202f?"),
        ("Oui ; non !", "Oui\u202f; non\u202f!"),
        ("Une part de 50 %", "Une part de 50\u202f%"),
        ("Le titre : court", "Le titre\u00a0: court"),
        ("« Deep Fluids »", "«\u00a0Deep Fluids\u00a0»"),
        ("12 500 € par an", "12\u202f500\u202f€ par an"),
        ("à l’UMR 7154", "à l’UMR\u00a07154"),
        ("de 10 000 à 14 000 €", "de 10\u202f000 à 14\u202f000\u202f€"),
    ],
)
def test_plain_spaces_become_the_ones_of_french_typography(typed, french):
    assert formats.spaced(typed, "fr") == french


def test_an_english_page_adds_no_space_and_breaks_no_french_title_before_its_sign():
    assert formats.spaced("Who: UMR 7154? 10 000 «x»", "en") == "Who: UMR\u00a07154? 10 000 «x»"
    assert formats.spaced("Le Japon : « à fond » ?", "en") == "Le Japon\u00a0: «\u00a0à fond\u00a0»\u202f?"


@given(st.text(alphabet="ab1 0?;:!%€«»\u00a0\u202f", max_size=40))
def test_spacing_a_text_twice_changes_nothing_more(text):
    once = formats.spaced(text, "fr")
    assert formats.spaced(once, "fr") == once


def test_countries_have_their_names_and_an_unknown_code_stays_as_it_is():
    assert formats.country("JP", "fr") == "Japon"
    assert formats.country("jp", "en") == "Japan"
    assert formats.country("XQ", "fr") == "XQ"


def test_countries_are_listed_in_the_order_of_a_reader_not_of_the_code_points():
    names = [name for _code, name in formats.country_choices("fr")]
    assert names.index("Égypte") < names.index("Espagne") < names.index("États-Unis")
    assert len(names) > 240
