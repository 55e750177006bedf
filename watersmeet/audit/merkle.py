"""A Merkle tree as RFC 6962 makes it: one root of 32 bytes over leaves in their order, built as they come."""

from hashlib import sha256


class Tree:
    """Grows leaf by leaf, holding one node for each bit of the count."""

    def __init__(self) -> None:
        self.count = 0
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Put one leaf at the end."""
        size, node = 1, sha256(b"\x00" + leaf).digest()
        while self._peaks and self._peaks[-1][0] == size:
            _size, left = self._peaks.pop()
            size, node = size * 2, sha256(b"\x01" + left + node).digest()
        self._peaks.append((size, node))
        self.count += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._peaks:
            return sha256(b"").digest()
        *left, (_size, node) = self._peaks
        for _size, peak in reversed(left):
            node = sha256(b"\x01" + peak + node).digest()
        return node


def leaf(identifier: int, xact: int, mac: bytes) -> bytes:
    """The leaf of one line: where it stands, and the code over what it says."""
    return identifier.to_bytes(8, "big", signed=True) + xact.to_bytes(8, "big", signed=True) + mac
