"""Which of many tests pass, when all of them together may err so often? Holm's way."""

from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, Any]


def holm(chances: Array, together: float, counted: Array) -> Array:
    """Which pass along the last axis, at a family-wise error of `together`; those not `counted` never pass, nor count.

    The smallest chance is held against `together` by the number of tests, the next against it by one fewer, until one
    does not pass (Holm 1979).
    """
    if chances.shape[-1] == 0:
        return np.zeros(chances.shape, dtype=bool)
    used = np.where(counted, chances, 2.0)
    order = np.argsort(used, axis=-1, kind="stable")
    left = counted.sum(axis=-1, keepdims=True) - np.arange(chances.shape[-1])
    passes = np.take_along_axis(used, order, axis=-1) <= together / np.maximum(left, 1)
    passes = np.logical_and.accumulate(passes, axis=-1)
    found = np.zeros(np.broadcast_shapes(chances.shape, counted.shape), dtype=bool)
    np.put_along_axis(found, order, passes, axis=-1)
    return found & counted
