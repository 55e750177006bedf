"""Real files, where they are; a named skip where they are not."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files: WATERSMEET_SHARED, else ../shared beside the project."""
    folder = Path(os.environ.get("WATERSMEET_SHARED") or Path(__file__).resolve().parents[4] / "shared")
    if not (folder / "data").is_dir():
        pytest.skip("real files are not here: set WATERSMEET_SHARED")
    return folder
