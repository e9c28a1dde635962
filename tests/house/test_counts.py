"""Counts that all processes of the house share: on Redis, and in files where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.conf import settings

from cnrs_coop.cache import PatientRedisCache, count_in_file
from directory.throttle import Throttle
from tests.services import free_port

SETUP = "import django, sys, pathlib; django.setup(); import cnrs_coop.cache as house; "
REDIS = SETUP + "print(house.PatientRedisCache(sys.argv[1], {}).count(sys.argv[2], 3600))"
FILES = SETUP + "print(house.count_in_file(pathlib.Path(sys.argv[1]), sys.argv[2], 10**9))"


def in_another_process(code: str, *arguments: str) -> int:
    command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_two_processes_count_together_on_redis() -> None:
    key = uuid.uuid4().hex
    here = PatientRedisCache(settings.REDIS_URL, {})
    assert here.count(key, 3600) == 1
    assert in_another_process(REDIS, settings.REDIS_URL, key) == 2
    assert PatientRedisCache(settings.REDIS_URL, {}).count(key, 3600) == 3
    assert here.count(key + "other", 3600) == 1


def test_two_processes_count_together_in_files(tmp_path: Path) -> None:
    assert count_in_file(tmp_path, "key", 10**9) == 1
    assert in_another_process(FILES, str(tmp_path), "key") == 2
    assert count_in_file(tmp_path, "key", 10**9) == 3
    assert count_in_file(tmp_path, "other", 10**9) == 1


def test_a_new_window_begins_at_one(tmp_path: Path) -> None:
    assert [count_in_file(tmp_path, "key", 10**9) for _time in range(2)] == [1, 2]
    (file,) = tmp_path.iterdir()
    os.utime(file, (1, 1))
    assert count_in_file(tmp_path, "key", 10**9) == 1


@pytest.mark.both
def test_a_throttle_says_no_after_so_many_and_only_to_that_key() -> None:
    first, second = Throttle("one", most=2, seconds=10**9), Throttle("one", most=2, seconds=10**9)
    assert [throttle.is_within(7) for throttle in (first, second, first)] == [True, True, False]
    assert first.is_within(8)
    assert Throttle("two", most=2, seconds=10**9).is_within(7)


def test_without_its_server_the_count_refuses_nobody() -> None:
    assert PatientRedisCache(f"redis://127.0.0.1:{free_port()}/0", {}).count("key", 60) == 0
