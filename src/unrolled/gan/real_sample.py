"""Real digits drawn as a generator would draw them."""

import numpy as np
from jaxtyping import Int, Integer


def draw_as_sample(
    labels: Integer[np.ndarray, " N"], count: int, rng: np.random.Generator
) -> Int[np.ndarray, " count"]:
    """
    Draw digits so that chance decides how many there are of each, none twice.

    Of the bundled digits there are equally many of each. So even a set is nearer to another such
    than a generator's pictures can be, of which there are now more ones and now more twos.

    Parameters
    ----------
    labels : Integer[np.ndarray, " N"]
        The digits to draw from; their shares are the chances of each.
    count : int
        How many to draw.
    rng : np.random.Generator
        Where chance comes from.

    Returns
    -------
    Int[np.ndarray, " count"]
        Their places among `labels`.

    Raises
    ------
    ValueError
        If chance asks for more of a digit than there are: draw fewer.
    """
    if count < 1:
        raise ValueError(f"expected to draw at least 1 digit, got {count}")
    there = np.bincount(labels, minlength=10)
    wanted = rng.multinomial(count, there / there.sum())
    if (wanted > there).any():
        digit = int((wanted - there).argmax())
        how = f"{wanted[digit]} of the digit {digit}, of which there are {there[digit]}"
        raise ValueError(f"{count} of {len(labels)} digits by chance would take {how}; draw fewer")
    order = rng.permutation(len(labels))
    rank = np.empty(len(labels), np.intp)
    for digit in range(10):
        own = order[labels[order] == digit]
        rank[own] = np.arange(len(own))
    chosen: Int[np.ndarray, " count"] = order[rank[order] < wanted[labels[order]]]
    return chosen
