"""The one place that fills the ports: which room answers what a lower floor asks for."""


def fill() -> None:
    """Fill every port, once, at start."""
