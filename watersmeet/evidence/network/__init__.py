"""Who works with whom: the figures of a network of organisations, and the files one is read from."""

from watersmeet.evidence.network.figures import Network, Silo, figures
from watersmeet.evidence.network.files import EDGES, FROM, NODES, TO, Reason, read, read_folder

__all__ = ["EDGES", "FROM", "NODES", "TO", "Network", "Reason", "Silo", "figures", "read", "read_folder"]
