"""Every dependency has its reason, is pinned with a hash, and comes from one resolution."""

import re
import tomllib

from tests.shape.test_names import ROOT

PIN = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """Package -> version of a requirements file."""
    return dict(PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text()))


def asked() -> dict[str, list[str]]:
    """Requirement strings of pyproject.toml: of the project, and of each group."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {"run": told["project"]["dependencies"], **told["dependency-groups"]}


def bare(requirement: str) -> str:
    """The package's normalised name."""
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def test_every_dependency_gives_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    everyone = {requirement for group in asked().values() for requirement in group}
    silent = [line for line in lines for name in everyone if f'"{name}"' in line and not re.search(r"#\s+\S.{8}", line)]
    assert silent == []


def test_what_is_asked_for_is_pinned() -> None:
    for group in ("run", "dev", "build"):
        assert {bare(requirement) for requirement in asked()[group]} <= pins(group).keys(), "run: just requirements"


def test_dev_is_a_superset_of_run_and_build() -> None:
    assert pins("run").items() <= pins("dev").items()
    assert pins("build").items() <= pins("dev").items()


def test_every_pin_has_a_hash() -> None:
    for group in ("run", "dev", "build"):
        entries = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements" / f"{group}.txt").read_text().strip())
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
