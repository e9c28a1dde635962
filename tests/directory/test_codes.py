"""Codes of units, folded words and closeness: pure, so tested without a database."""

from __future__ import annotations

import pytest

from directory.registry.codes import is_code, normal_code, unit_code
from directory.search.closeness import BEGINS, ELSEWHERE, HAS_ALL, IN_ORDER, how_close
from directory.search.folding import index_words, query_words, words


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["UMR 7154", "UMR7154"], "UMR 7154"),
        (["UMR8253/U1151"], "UMR 8253"),
        (["UM 7/UMR 8211/UMRS 988"], "UMR 8211"),
        (["UMRS1016/UMR8104"], "UMR 8104"),
        (["IRL 2021"], "IRL 2021"),
        (["UMI/3218"], "UMI 3218"),
        (["UMI 3757", "IRL 3757"], "IRL 3757"),
        (["UMIFRE-16", "USR 3337", "UAR3337"], "UAR 3337"),
        (["UMIFRE-16"], "UMIFRE 16"),
        (["UMS 831"], "UMS 831"),
        (["UMR 215", "UMR 8586"], "UMR 8586"),
        (["UMR CNRS 7253"], "UMR 7253"),
        (["FR2054"], "FR 2054"),
        (["INSERM U1046", "UMR_S 1099", "U 942", "EA 4404"], ""),
        (["UMR 123456", "FRAMESPA", "Institut de Physique"], ""),
        ([], ""),
    ],
)
def test_a_code_is_read_from_names_in_one_form(names: list[str], code: str) -> None:
    assert unit_code(names) == code


def test_a_typed_code_is_put_in_its_usual_form_and_an_odd_one_stays() -> None:
    assert normal_code(" umr7154 ") == "UMR 7154"
    assert normal_code("LABO  du  port") == "LABO du port"


def test_a_name_made_of_codes_alone_is_a_code() -> None:
    assert is_code("UMR8253/U1151")
    assert not is_code("UMR Géo-Océan")
    assert not is_code("IPGP")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Université d'Évry", ["universite", "d", "evry"]),
        ("Ōtani UNIVERSITY", ["otani", "university"]),
        ("Œuvres & Łódź, Straße", ["oeuvres", "lodz", "strasse"]),
        ("東京大学", ["東京大学"]),
        ("  ", []),
    ],
)
def test_words_are_folded_without_case_nor_accent_in_any_script(text: str, folded: list[str]) -> None:
    assert words(text) == folded


def test_a_code_is_found_with_and_without_its_space() -> None:
    assert index_words(["UMR 7154"]) >= {"umr", "7154", "umr7154"}
    assert query_words("umr 7") == ["umr7"]
    assert query_words("UMR CNRS 7253") == ["umr7253"]
    assert query_words("https://ror.org/057zh3y96") == ["057zh3y96"]


def test_a_name_is_the_closer_the_more_it_looks_like_what_was_typed() -> None:
    assert how_close("university of tok", ["The University of Tokyo"]) == BEGINS
    assert how_close("tokyo", ["The University of Tokyo"]) == IN_ORDER
    assert how_close("tokyo univ", ["The University of Tokyo"]) == HAS_ALL
    assert how_close("kyoto", ["The University of Tokyo"]) == ELSEWHERE
    assert how_close("x", []) == ELSEWHERE
