"""The Merkle tree of RFC 6962, section 2.1, grown leaf by leaf; memory is log2 of the leaves."""

import hashlib


class Tree:
    """Takes leaves in order; knows the root of all it has taken at any moment."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        node, self.size = hashlib.sha256(b"\x00" + leaf).digest(), self.size + 1
        full = self.size
        while full % 2 == 0:
            node, full = _node(self._peaks.pop(), node), full // 2
        self._peaks.append(node)

    def root(self) -> bytes:
        if not self._peaks:
            return hashlib.sha256().digest()
        *rest, root = self._peaks
        for peak in reversed(rest):
            root = _node(peak, root)
        return root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
