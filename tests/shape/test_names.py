"""Files are named for the question they answer, and stay small."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "misc", "common", "core", "stuff"}
LINES = 400


def committed() -> list[Path]:
    """Every file of the project that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = listed.stdout.splitlines() if listed.returncode == 0 else []
    found = [ROOT / name for name in names] or [*ROOT.glob("watersmeet/**/*.*"), *ROOT.glob("tests/**/*.*")]
    return [file for file in found if file.is_file() and not file.is_symlink()]


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    modules = [file.relative_to(ROOT) for file in committed() if file.suffix == ".py"]
    assert [str(module) for module in modules if SAYS_NOTHING & {*module.parent.parts, module.stem}] == []


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for file in committed()
        if file.suffix == ".py"
        and "migrations" not in file.parts
        and (count := len(file.read_text().splitlines())) > LINES
    }
    assert long == {}
