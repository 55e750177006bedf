"""The one place that fills the ports: which room answers what a lower floor asks for."""


from watersmeet.audit import api as audit
from watersmeet.base.clockwork import Periodic, clockwork


def fill() -> None:
    """Fill every port, once, at start."""
    clockwork.fill({"audit.seal": Periodic(1, audit.seal)})
