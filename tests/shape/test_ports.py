"""The ports of the house are a closed list (DESIGN, section 5): another way up through the floors is a decision."""

from watersmeet.base.ports import every_port

CLOSED = {
    "accounts.holdings",
    "base.clockwork",
    "design.asides",
    "outbox.senders",
    "partnerships.held",
    "people.held",
}


def names() -> list[str]:
    return [port.name for port in every_port() if port.__class__.__module__ == "watersmeet.base.ports"]


def test_no_port_is_outside_the_closed_list() -> None:
    ours = [name for name in names() if not name.startswith("tests.")]

    assert set(ours) <= CLOSED
    assert len(ours) == len(set(ours))


def test_what_the_house_needs_is_filled_at_start() -> None:
    empty = {port.name for port in every_port() if not port.items()}

    assert not empty & {"base.clockwork", "outbox.senders", "people.held"}
