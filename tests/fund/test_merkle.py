"""The tree that grows leaf by leaf is the one that RFC 6962 defines from the top."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from fund.proof.merkle import Tree

leaves = st.lists(st.binary(max_size=40), max_size=70)


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = by_definition(leaves[:split]), by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def grown(leaves: list[bytes]) -> Tree:
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree


@given(leaves)
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert grown(leaves).root() == by_definition(leaves)


@given(leaves.filter(len), st.data())
def test_any_other_leaves_have_another_root(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:place], leaves[place] + b"!", *leaves[place + 1 :]]
    assert grown(changed).root() != grown(leaves).root()
    assert grown(leaves[:-1]).root() != grown(leaves).root()


def test_memory_does_not_grow_with_the_trail() -> None:
    assert len(grown([b""] * 65_535)._peaks) == 16
