"""How Watersmeet is called where it stands: by `run` in a checkout, by its own name where it was installed."""

import shlex
from pathlib import Path

RUN = Path(__file__).parents[2] / "run"


def by_name() -> str:
    """What to type before a verb, here: "./run watersmeet" in a checkout, "watersmeet" elsewhere."""
    if not RUN.is_file():
        return "watersmeet"
    return f"{'./run' if Path.cwd() == RUN.parent else shlex.quote(str(RUN))} watersmeet"
