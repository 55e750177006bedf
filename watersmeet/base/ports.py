"""The one inversion: a lower floor declares what it needs, `config/wiring.py` alone fills it.

A port maps names to things. Filled once at start, then frozen; empty is legal.
"""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")
_all: list["Port[object]"] = []


class Port(Generic[T]):
    """A typed port: `name` is how docs/reference prints it, `says` what it is for."""

    def __init__(self, name: str, says: str) -> None:
        self.name = name
        self.says = says
        self._filled: dict[str, T] | None = None
        _all.append(self)  # type: ignore[arg-type]

    def fill(self, filling: Mapping[str, T]) -> None:
        """Fill the port. Raises RuntimeError when it is already filled."""
        if self._filled is not None:
            raise RuntimeError(f"port {self.name} is already filled")
        self._filled = dict(filling)

    def __iter__(self) -> Iterator[str]:
        return iter(self._filled or {})

    def get(self, key: str) -> T | None:
        """What fills `key`, or None."""
        return (self._filled or {}).get(key)

    def values(self) -> list[T]:
        """What fills the port, in the order of wiring."""
        return list((self._filled or {}).values())

    def items(self) -> list[tuple[str, T]]:
        """Everything that fills the port, in the order of wiring."""
        return list((self._filled or {}).items())


def every_port() -> list["Port[object]"]:
    """All ports declared so far, by name: for the reference."""
    return sorted(_all, key=lambda port: port.name)
