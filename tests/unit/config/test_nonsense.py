"""Every command, given nonsense: no traceback, no success, a sentence on standard error, one line of JSON at most."""

import json
import re
from pathlib import Path

import pytest
import typer

from tests.factories import places
from watersmeet.config import cli

FILES = {
    "nothing": b"",
    "blank": b"\n \n",
    "binary": bytes(range(256)) * 20,
    "wide": "name,postcode\n".encode("utf-16"),
    "zip": b"PK\x03\x04 and no more",
    "parquet": b"PAR1 and no more PAR1",
    "pdf": b"%PDF-1.7",
    "words": b"Dear all,\nhere are our services.\n",
    "header": b"name,description,address,postcode,telephone,website\n",
    "cells": b"name,description,address,postcode,telephone,website\n,,,ZZ99 9ZZ,-1,x\n",
    "narrow": b"name,description,address,postcode,telephone,website\nonly one\n",
}
PATHS = (*FILES, "folder", "missing", "no/such/folder", "loop", "-", " ", "a" * 300)
NONE = "00000000-0000-0000-0000-000000000001"
TEN = "9" * 30
READERS = (
    ("import", "services"),
    ("import", "services", "--quarantine", "folder"),
    ("import", "referrals", "--partner", "Little Group"),
    ("import", "organisations"),
    ("evidence", "published"),
    ("silo",),
    ("silo", "cells"),
    ("model", "check"),
    ("deliberation", "groups"),
    ("deliberation", "take-in", "--question", "How?"),
    ("inquiry", "verdict"),
    ("memory", "import"),
    ("geography", "load"),
    ("measures", "score", "phq9"),
    ("measures", "read"),
)
WRONG = [
    "", " ", "--json", "fly", "-x", "import", "import fly", "evidence", "outbox", "audit", "referrals",
    "find", "find x", "find x --near", "find x --near ZZ99", "find x --near EX31+1AA+ --limit 0", "find x --near -",
    "find x --near EX31 --within-km -1", "find x --near EX31 --within-km nan", "find x --near EX31 --limit many",
    f"find x --near EX31 --limit {TEN}", "find x --near EX31 --since 2026-02-30", "find x y --near EX31",
    "import services cells --mapping missing", "import services cells --mapping words",
    "import services cells --mapping .", "import services words --save-mapping x", "import services words --guess",
    "import services words --dry-run",
    "import organisations", "import organisations cells --of 2025-13-01", "import organisations header --dry-run now",
    "import services", "import referrals", "import referrals --template folder", "import referrals --template no/x.csv",
    "import referrals --template letter.pdf", "import referrals cells --partner nobody", "import referrals cells",
    "import services cells --partnership nowhere", "import services cells --quarantine no/x.csv",
    "import services cells --quarantine header", "import services cells --quarantine cells",
    "evidence run --partnership nowhere", "evidence run 2026-13-45", "evidence reproduce", "evidence reproduce x",
    f"evidence reproduce {NONE}", "evidence reproduce AAAA-BBBB", "evidence reproduce -1", "evidence published",
    "deliberation", "deliberation groups", "deliberation take-in", "deliberation take-in folder", "deliberation write",
    "deliberation write 2222-2222-2222 x", "deliberation take-in folder --question How --partnership nowhere",
    "deliberation groups . --json now",
    "inquiry", "inquiry plan", "inquiry plan --groups learners", "inquiry plan --groups learners=-1",
    "inquiry plan --groups learners=30/20", "inquiry plan --groups a=1,a=2", f"inquiry plan --groups learners={TEN}",
    "inquiry verdict", "inquiry verdict cells --roster many", "inquiry verdict cells --in-place tea=yes",
    "feed", "feed add", "feed add tea", "feed add ftp://a.example", "feed add https://", "feed add https://a:b@c.example",
    "feed add https://a.example/?page=1", "feed add https://a.example --partnership nowhere", "feed harvest",
    "feed harvest tea", "feed harvest --all", "feed harvest tea --all", "feed harvest --dry-run now",
    "feed harvest --partnership nowhere", "feed status now", "feed status --partnership nowhere",
    "feed compare now", "feed compare --partnership nowhere",
    "geography", "geography load", "geography load cells", "geography load folder", "geography load --vintage x",
    "geography load cells --vintage ../x", "geography status now", "geography find", "geography find ZZ99",
    "geography find ZZ99+9ZZ", "geography find EX31+1AA now", "geography shares", "geography shares --by street",
    "geography shares --index IMD+1066",
    "model", "model fly", "model show --number 0", "model show --number 99", "model show --partnership nowhere",
    "model check", "model write", "model write words", "model write folder", "model write no/x.toml",
    "model write x.toml --worked none",
    "memory", "memory export", "memory export words", "memory export no/x.json",
    "memory export x.txt", "memory export x.json --partnership nowhere", "memory import", "memory import words --json",
    "measures", "measures list now", "measures score", "measures score phq9", "measures score phq99 header",
    "measures score goals header", "measures score phq9 header --items a,b", "measures score phq9 x.csv",
    "measures read", "measures read header words", "measures questionnaire", "measures questionnaire phq99",
    "measures questionnaire who5", "measures questionnaire ons4 --out words", "measures questionnaire ons4 --out no/x",
    "outward", "outward words", "outward no/such/folder", "outward folder --partnership nowhere", "outward . now",
    "silo", "silo cells", "silo folder", "silo . words now", "silo cells header",
    "silo header words --group x", "silo header words --at-least many",
    "outbox list --state lost", "outbox list --limit -1", f"outbox list --limit {TEN}", "outbox replay",
    "outbox replay x", f"outbox replay {NONE}", f"outbox replay {NONE} --dead",
    "audit verify --lane x", f"audit verify --lane {NONE}", "audit verify --anchors missing",
    "audit verify --anchors header", "audit seal now", "referrals check all", "worker --threads 0",
    f"worker --threads {TEN}", "worker --once --threads few", "serve --port 0", "serve --port web",
    "serve --host nowhere.invalid --port 1", "demo --port 99999", "demo --freshly", "doctor well", "setup here",
]  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where somebody stands among files that are all of the wrong kind; the installation is set up."""
    monkeypatch.setattr(cli.setup, "ready", lambda: False)
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        Path(name).write_bytes(content)
    Path("folder").mkdir()
    Path("loop").symlink_to("loop")
    return tmp_path


def stands() -> dict[str, bytes]:
    """Every file in this folder, as it is."""
    return {str(one): one.read_bytes() for one in Path().rglob("*") if one.is_file()}


def insist_told(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """It failed with a sentence, and whoever reads JSON got one line of it, or nothing. A traceback fails by itself."""
    before = stands()
    code = cli.run([*words, "--json"])
    said = capsys.readouterr()
    assert code not in {0, None}
    assert re.search(r"\w+ \w+", said.err), "a sentence says why"
    assert "Traceback" not in said.err
    lines = said.out.splitlines()
    assert len(lines) <= 1
    assert all(isinstance(json.loads(line), dict) for line in lines)
    waits = {name for name in stands() if "quarantine" in name}  # rows to mend, where a file of ours had some
    assert {name: content for name, content in stands().items() if name not in waits} == before


@pytest.mark.parametrize("words", WRONG)
@pytest.mark.django_db
def test_words_that_cannot_be_meant(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    places.place()
    insist_told([word.replace("+", " ") for word in words.split(" ") if word or words in {"", " "}], capsys)


@pytest.mark.parametrize("path", PATHS, ids=ascii)
@pytest.mark.parametrize("reader", READERS, ids=" ".join)
@pytest.mark.django_db
def test_files_that_cannot_be_meant(reader: tuple[str, ...], path: str, capsys: pytest.CaptureFixture[str]) -> None:
    places.place()
    insist_told([*reader, path], capsys)


def test_no_command_is_left_out() -> None:
    def verbs(group: typer.core.TyperGroup) -> list[str]:
        return [
            f"{name} {below}".strip()
            for name, verb in group.commands.items()
            for below in (verbs(verb) if hasattr(verb, "commands") else [""])
        ]

    tried = {" ".join(reader[:2]) for reader in READERS} | set(WRONG)
    left = [verb for verb in verbs(cli._app()) if not any(words.startswith(verb) for words in tried)]  # type: ignore[arg-type]
    assert left == []
