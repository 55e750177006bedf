"""The file by which a place is founded, as the guide prints it: all of it or nothing, and never twice."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

import manage
from watersmeet.accounts.models import User
from watersmeet.base.problems import Problem
from watersmeet.records.partnerships.models import Partnership

GUIDE = Path(__file__).parents[3] / "docs/how-to/run-a-place.md"
PRINTED = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.django_db
def test_it_founds_a_place_and_a_second_time_says_that_it_is_there() -> None:
    (code,) = PRINTED
    call_command("shell", command=code, verbosity=0)
    with pytest.raises(Problem, match="little-example"):
        call_command("shell", command=code, verbosity=0)
    assert Partnership.objects.count() == User.objects.count() == 1


@pytest.mark.parametrize(
    ("right", "wrong"),
    [('"Barnstaple Learning", "Little', '"Barnstaple Learning", "Nobody'), ("Role.MANAGER", "Role.KING")],
)
@pytest.mark.django_db
def test_with_a_fault_in_it_nothing_is_founded(right: str, wrong: str) -> None:
    (code,) = PRINTED
    assert right in code
    with pytest.raises((Problem, AttributeError)):
        call_command("shell", command=code.replace(right, wrong), verbosity=0)
    assert not Partnership.objects.exists()
    assert not User.objects.exists()


def test_a_problem_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_words: list[str]) -> None:
        raise Problem("It is there already.", "Take\nanother name.")

    monkeypatch.setattr(manage, "execute_from_command_line", fail)
    with pytest.raises(SystemExit) as left:
        manage.main()
    assert left.value.code == "manage.py: It is there already. Take another name."
