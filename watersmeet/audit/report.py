"""What a check of the book found."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written: a code, where, and a sentence."""

    what: str
    where: str
    say: str

    def __str__(self) -> str:
        return f"{self.where}: {self.say}"


@dataclass(slots=True)
class Report:
    """How much was checked and what was found; no findings: the book tells the truth."""

    lines: int = 0
    seals: int = 0
    unsealed: int = 0
    anchored: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return not self.findings
