"""Breaks the code slip by slip, each in a fork of its own, and says which slips no test noticed.

It fails where fewer than nine in ten are noticed.

    python -m tests.saboteur [gate permissions ...] [--minutes 20]

The tests run once whole, which must go well; then each slip meets them, the quickest first, until one fails.
"""

import argparse
import importlib
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pytest
from _pytest.runner import runtestprotocol

from tests.saboteur.mutants import Mutant, mutants

UNIT = "tests/unit"
CONCERNED: dict[str, tuple[str, tuple[str, ...]]] = {
    "gate": (
        "watersmeet.records.people.gate",
        (
            f"{UNIT}/people/test_gate.py",
            f"{UNIT}/people/test_stopping_apart.py",
            f"{UNIT}/referrals/by_link",
            f"{UNIT}/referrals/test_running_out.py",
            "tests/proofs/test_the_gate_cell_by_cell.py",
        ),
    ),
    "permissions": (
        "watersmeet.records.people.permissions",
        (f"{UNIT}/people", f"{UNIT}/referrals/test_stopping.py"),
    ),
    "contact": (
        "watersmeet.records.people.rules",
        (f"{UNIT}/people/test_safe_contact.py", "tests/proofs/test_safe_contact_in_sending.py"),
    ),
    "ways": (
        "watersmeet.exchange.notify.ways",
        ("tests/proofs/test_safe_contact_in_sending.py", f"{UNIT}/notify"),
    ),
    "senders": (
        "watersmeet.exchange.notify.senders",
        ("tests/proofs/test_safe_contact_in_sending.py", f"{UNIT}/notify", f"{UNIT}/referrals/test_stopping.py"),
    ),
    "delivery": ("watersmeet.outbox.delivery", (f"{UNIT}/outbox",)),
    "claims": ("watersmeet.outbox.claims", (f"{UNIT}/outbox",)),
    "links": (
        "watersmeet.accounts.links",
        tuple(f"{UNIT}/accounts/test_{what}.py" for what in ("links", "codes", "coming_back", "link_pages")),
    ),
    "sealing": ("watersmeet.base.db.sealed", (f"{UNIT}/base",)),
    "policy": ("watersmeet.accounts.policy", (f"{UNIT}/accounts/test_policy_table.py", "tests/shape/test_policy.py")),
}
"""What is broken by a short name: the module, and the tests that must notice."""
PATIENCE = 4
"""How many times as long as the whole run one slip may keep the tests busy; one that never ends was noticed."""


class Saboteur:
    """Takes the place of pytest's own loop over the tests."""

    def __init__(self, module: str, until: float) -> None:
        self.module, self.until = module, until
        self.noticed: list[Mutant] = []
        self.survived: list[Mutant] = []
        self.left = self.longest = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Everything once, then again and again with one slip."""
        took: dict[pytest.Item, float] = {}
        begun = time.perf_counter()
        for item, failed in _run(session.items):
            if failed:
                raise pytest.UsageError(f"{item.nodeid} fails before anything is broken")
            took[item], begun = time.perf_counter() - begun, time.perf_counter()
        self.longest = round(PATIENCE * sum(took.values())) + 30
        order = _quick_first(session.items, took)
        session._setupstate.teardown_exact(order[0])
        if self._is_noticed(None, order):
            raise pytest.UsageError("a fork in which nothing is broken fails: no count would mean anything")
        for mutant in mutants(self.module):
            if time.monotonic() > self.until:
                self.left += 1
            else:
                (self.noticed if self._is_noticed(mutant, order) else self.survived).append(mutant)
        session._setupstate.teardown_exact(None)
        return True

    def _is_noticed(self, mutant: Mutant | None, items: Sequence[pytest.Item]) -> bool:
        pid = os.fork()
        if pid == 0:
            self._meet(mutant, items)
        _pid, status = os.waitpid(pid, 0)
        return os.waitstatus_to_exitcode(status) != 0

    def _meet(self, mutant: Mutant | None, items: Sequence[pytest.Item]) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        signal.alarm(self.longest)
        if mutant:
            mutant.install(importlib.import_module(self.module))
        os._exit(1 if any(failed for _item, failed in _run(items)) else 0)

    @property
    def is_enough(self) -> bool:
        """Whether nine in ten of those tried were noticed."""
        return 9 * len(self.survived) <= len(self.noticed)

    def report(self, name: str) -> str:
        """How many slips were noticed, and each that was not."""
        met = len(self.noticed) + len(self.survived)
        head = f"{name}: {len(self.noticed)} of {met} noticed" + (f", {self.left} not tried" if self.left else "")
        file = self.module.replace(".", "/") + ".py"
        return "\n".join([head, *(f"  {file}:{one.line} {one.function}: {one.what}" for one in self.survived)])


def _run(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, bool]]:
    """Each test and whether it failed. What the whole session shares, the database, stays."""
    for item, after in zip(items, [*items[1:], items[0]], strict=True):
        yield item, any(report.failed for report in runtestprotocol(item, log=False, nextitem=after))


def _quick_first(items: Sequence[pytest.Item], took: Mapping[pytest.Item, float]) -> list[pytest.Item]:
    """File by file, as each sets up its own; the quickest first."""
    whole = Counter[str]()
    for item, seconds in took.items():
        whole[item.nodeid.partition("::")[0]] += seconds
    return sorted(
        items, key=lambda item: (whole[item.nodeid.partition("::")[0]], item.nodeid.partition("::")[0], took[item])
    )


def main() -> None:
    """Break each module that was named."""
    parser = argparse.ArgumentParser(prog="python -m tests.saboteur", description="What do the tests notice?")
    parser.add_argument("names", nargs="*", metavar="name", help=" ".join(CONCERNED))
    parser.add_argument("--minutes", type=float, default=120)
    asked = parser.parse_args()
    until, failed = time.monotonic() + asked.minutes * 60, False
    for name in asked.names or CONCERNED:
        module, tests = CONCERNED[name]
        saboteur = Saboteur(module, until)
        pid = os.fork()  # each module in a process of its own: pytest begins afresh
        if pid == 0:
            code = pytest.main(
                ["-q", "-n", "0", "-p", "no:cacheprovider", "--no-header", "--no-summary", *tests], [saboteur]
            )
            sys.stdout.write(saboteur.report(name) + "\n")
            sys.stdout.flush()
            os._exit(int(code) or int(not saboteur.is_enough))
        _pid, status = os.waitpid(pid, 0)
        failed = failed or status != 0
    sys.exit(failed)


if __name__ == "__main__":
    main()
