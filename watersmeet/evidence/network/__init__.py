"""Who works with whom: the figures of a network of organisations, and the files one is read from."""

from watersmeet.evidence.network.figures import Network, Silo, figures
from watersmeet.evidence.network.files import Reason, read

__all__ = ["Network", "Reason", "Silo", "figures", "read"]
