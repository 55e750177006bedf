"""What a figure is an estimate of: who, what, when, what becomes of the missing, compared with what."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Estimand:
    """Five sentences that every figure carries to its page; marked for translation where they are written."""

    who: str
    what: str
    when: str
    missing: str
    comparison: str

    def as_data(self) -> dict[str, str]:
        """The five sentences by name, for a run record."""
        return asdict(self)
