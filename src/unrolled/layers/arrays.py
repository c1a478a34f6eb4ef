"""Check what a layer is given, and say what is wrong with it in the field's letters."""

from typing import NoReturn

import numpy as np
from jaxtyping import Bool, Integer, Shaped


class Sizes:
    """The sizes that one call has met so far, by letter.

    A letter takes its size from the first array that carries it; every later array must agree.
    So the checks of a layer read like its documentation, and cost about a microsecond an array.

    Parameters
    ----------
    function : str
        Name of the calling function; every message starts with it.
    **known : int
        Sizes known before any array is seen, for a backward pass those of its cache.

    Examples
    --------
    >>> import numpy as np
    >>> sizes = Sizes("rnn_step_forward")
    >>> x, prev_h, Wx = np.zeros((3, 10)), np.zeros((3, 4)), np.zeros((4, 10))
    >>> sizes.floats(x=(x, "N D"), prev_h=(prev_h, "N H"), Wx=(Wx, "D H"))
    Traceback (most recent call last):
        ...
    ValueError: rnn_step_forward: Wx should have shape (D, H) = (10, 4), got (4, 10). \
Did you transpose it?
    """

    __slots__ = ("_function", "_known")

    def __init__(self, function: str, **known: int) -> None:
        self._function = function
        self._known = known

    def know(self, **sizes: int) -> None:
        """Take note of sizes that follow from others, as a width of 4H does from H.

        Parameters
        ----------
        **sizes : int
            By its letter, each size.
        """
        self._known |= sizes

    def floats(self, **arrays: tuple[np.ndarray, str]) -> None:
        """Check that arrays hold floats in the shapes that their letters spell.

        Parameters
        ----------
        **arrays : tuple of ndarray and str
            By its argument's name, each array with a letter an axis, as in ``(x, "N T D")``.

        Raises
        ------
        TypeError
            If one is no NumPy array, or does not hold floats.
        ValueError
            If a shape disagrees with its letters and the sizes met so far.
        """
        for name, (array, letters) in arrays.items():
            check_floats(self._function, name, array)
            self._check_shape(name, array.shape, letters)

    def integers(self, **arrays: tuple[np.ndarray, str]) -> None:
        """Check that arrays hold integers in the shapes that their letters spell.

        Parameters
        ----------
        **arrays : tuple of ndarray and str
            By its argument's name, each array with a letter an axis, as in ``(x, "N T")``.

        Raises
        ------
        TypeError
            If one is no NumPy array, or does not hold integers.
        ValueError
            If a shape disagrees with its letters and the sizes met so far.
        """
        for name, (array, letters) in arrays.items():
            _check_type(self._function, name, array, "iu", "integers")
            self._check_shape(name, array.shape, letters)

    def flags(
        self, name: str, array: Shaped[np.ndarray, "..."], letters: str
    ) -> Bool[np.ndarray, "..."]:
        """Check that an array holds only true and false, written as such or as 1 and 0.

        Parameters
        ----------
        name : str
            The argument's name, for the message.
        array : ndarray
            The argument, of any number type.
        letters : str
            One letter an axis, as in ``"N T"``.

        Returns
        -------
        ndarray of bool
            The same flags.

        Raises
        ------
        TypeError
            If it is no NumPy array, or one that does not hold numbers.
        ValueError
            If its shape is wrong, or it holds anything but 0 and 1.
        """
        _check_type(self._function, name, array, "biuf", "booleans")
        self._check_shape(name, array.shape, letters)
        if array.dtype.kind == "b":
            return array
        flags: Bool[np.ndarray, "*shape"] = array == 1
        if not np.array_equal(flags, array):
            raise ValueError(
                f"{self._function}: {name} should hold only True and False (or 1 and 0); "
                f"weights between them have no meaning here. For all non-zero entries to count, "
                f"pass {name} != 0."
            )
        return flags

    def _check_shape(self, name: str, shape: tuple[int, ...], letters: str) -> None:
        names = letters.split()
        if len(names) != len(shape):
            self._fail_shape(name, shape, names)
        known = self._known
        for letter, size in zip(names, shape, strict=True):
            if known.setdefault(letter, size) != size:
                self._fail_shape(name, shape, names)

    def _fail_shape(self, name: str, shape: tuple[int, ...], names: list[str]) -> NoReturn:
        spelt = _spell(names)
        sizes = [self._known.get(letter, letter) for letter in names]
        if sizes != names:
            spelt += f" = {_spell(sizes)}"
        # Equal sizes in another order are nearly always a transpose too many or too few.
        swapped = sorted(map(str, sizes)) == sorted(map(str, shape))
        hint = ". Did you transpose it?" if swapped else "."
        raise ValueError(f"{self._function}: {name} should have shape {spelt}, got {shape}{hint}")


def check_floats(function: str, name: str, array: np.ndarray) -> None:
    """Check that an array holds floats; its shape may be any.

    Parameters
    ----------
    function : str
        Name of the calling function, for the message.
    name : str
        The argument's name, for the message.
    array : ndarray
        The argument.

    Raises
    ------
    TypeError
        If it is no NumPy array, or does not hold floats.
    """
    _check_type(function, name, array, "f", "floats (float32 or float64)")


def check_indices(
    function: str, name: str, indices: Integer[np.ndarray, "..."], size: int, letter: str
) -> None:
    """Check that every index lies in ``0 <= index < size``.

    NumPy would read a negative index from the end, which hides a wrong word.

    Parameters
    ----------
    function : str
        Name of the calling function, for the message.
    name : str
        The argument's name, for the message.
    indices : ndarray of int
        The indices.
    size : int
        How many there are to choose from.
    letter : str
        The letter of that size, as in ``"V"``.

    Raises
    ------
    IndexError
        If an index lies outside; the message names the first one.
    """
    if indices.size == 0 or (indices.min() >= 0 and indices.max() < size):
        return
    where = tuple(int(i) for i in np.argwhere((indices < 0) | (indices >= size))[0])
    place = ", ".join(map(str, where))
    raise IndexError(
        f"{function}: {name} should hold indices 0 <= index < {letter} = {size}, "
        f"got {indices[where]} at {name}[{place}]."
    )


def _check_type(function: str, name: str, array: np.ndarray, kinds: str, wanted: str) -> None:
    if not isinstance(array, np.ndarray):
        raise TypeError(
            f"{function}: {name} should be a NumPy array of {wanted}, "
            f"got {type(array).__name__}. np.asarray makes one."
        )
    # Of the floats, those that the layers keep as they are: single and double precision.
    if array.dtype.kind not in kinds or (kinds == "f" and array.itemsize not in (4, 8)):
        raise TypeError(
            f"{function}: {name} should hold {wanted}, got {array.dtype}. "
            f"{name}.astype converts it."
        )


def _spell(sizes: list[str] | list[str | int]) -> str:
    inner = ", ".join(map(str, sizes))
    return f"({inner},)" if len(sizes) == 1 else f"({inner})"
