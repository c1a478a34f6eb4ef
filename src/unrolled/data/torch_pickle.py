"""
Reading a pickle without running anything: the few instructions that a file of tensors needs.

Python's own `pickle` calls what a file names and sets attributes as it says, and even a strict
subclass of it can be made to hang or crash by keys that are costly to hash. This machine cannot
call anything: names become inert `Global` values, and what they stand for is decided by a
`TensorBuilder` that is given to it.
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from unrolled.data.errors import BROKEN, DataError
from unrolled.data.torch_builder import TensorBuilder
from unrolled.data.torch_objects import Global, said

PROTOCOLS = range(2, 6)


class PickleMachine:
    """
    Reads pickles of numbers, texts, tuples, lists, dictionaries, and what a builder admits.

    Parameters
    ----------
    path : pathlib.Path
        The file, for messages.
    stream : io.BytesIO
        Its beginning; pickles are read from where this stands.
    builder : TensorBuilder
        What decides about names, calls and objects stored elsewhere.
    """

    def __init__(self, path: Path, stream: BytesIO, builder: TensorBuilder) -> None:
        self.path = path
        self.stream = stream
        self.builder = builder

    def load(self) -> object:
        """
        Read one pickle.

        Returns
        -------
        object
            What it holds.

        Raises
        ------
        DataError
            If it is damaged, cut short, or holds an instruction that is not among the few.
        """
        self.stack: list[object] = []
        self.marks: list[int] = []
        self.memo: dict[int, object] = {}
        while (code := self._take(1)) != b".":
            step = STEPS.get(code)
            if step is None:
                raise self._broken(f"the byte 0x{code.hex()} as an instruction")
            step(self)
        value = self._pop()
        if self.stack or self.marks:
            raise self._broken("a pickle that ends too early")
        return value

    def _broken(self, found: str) -> DataError:
        """Make the error of a pickle that is not as `torch.save` writes it; `found` says how."""
        where = f"{found} (byte {self.stream.tell()})"
        expected = "a pickle of tensors as torch.save writes it"
        return DataError.about(self.path, expected=expected, found=where, advice=BROKEN)

    def _take(self, count: int) -> bytes:
        """Take the next `count` bytes."""
        taken = self.stream.read(count)
        if len(taken) < count:
            raise self._broken("a pickle without its end")
        return taken

    def _number(self, width: int, *, signed: bool = False) -> int:
        """Take a little-endian number of `width` bytes."""
        return int.from_bytes(self._take(width), "little", signed=signed)

    def _line(self) -> str:
        """Take text up to the end of the line."""
        taken = self.stream.readline()
        if not taken.endswith(b"\n"):
            raise self._broken("a pickle without its end")
        return taken[:-1].decode(errors="backslashreplace")

    def _text(self, width: int) -> None:
        """Push a text, whose length stands before it in `width` bytes."""
        taken = self._take(self._number(width))
        try:
            self.stack.append(taken.decode())
        except UnicodeDecodeError:
            raise self._broken("a text that is not UTF-8") from None

    def _pop(self) -> object:
        """Take the value on top of the stack."""
        if len(self.stack) <= (self.marks[-1] if self.marks else 0):
            raise self._broken("an instruction without its values")
        return self.stack.pop()

    def _pop_to_mark(self) -> list[object]:
        """Take all values down to the last mark."""
        if not self.marks:
            raise self._broken("an instruction without its mark")
        start = self.marks.pop()
        values = self.stack[start:]
        del self.stack[start:]
        return values

    def _put(self, index: int) -> None:
        """Remember the value on top of the stack."""
        value = self._pop()
        self.stack.append(value)
        self.memo[index] = value

    def _get(self, index: int) -> None:
        """Push a value that was remembered."""
        if index not in self.memo:
            raise self._broken(f"a reference to the value {index}, which is not there")
        self.stack.append(self.memo[index])

    def _tuple_of(self, count: int) -> None:
        """Join the last values into a tuple."""
        self.stack.append(tuple([self._pop() for _ in range(count)][::-1]))

    def _extend(self, values: list[object]) -> None:
        """Add values to the list on top of the stack."""
        target = self._pop()
        if not isinstance(target, list):
            raise self._broken(f"{said(target)} where a list should be")
        target.extend(values)
        self.stack.append(target)

    def _update(self, values: list[object]) -> None:
        """Add keys and values to the dictionary on top of the stack."""
        target = self._pop()
        if not isinstance(target, dict) or len(values) % 2:
            raise self._broken(f"{said(target)} and {len(values)} values for a dictionary")
        for key, value in zip(values[::2], values[1::2], strict=True):
            # Checked before it is hashed: a deeply nested tuple as a key would never come back.
            if not isinstance(key, str):
                raise self._broken(f"{said(key)} as the key of a dictionary")
            if key in target:
                raise self._broken(f"the key {said(key)} twice in one dictionary")
            target[key] = value
        self.stack.append(target)

    def _name(self, module: object, name: object) -> None:
        """Push a function or class, if the builder admits it."""
        if not isinstance(module, str) or not isinstance(name, str):
            raise self._broken(f"{said(module)} and {said(name)} as the name of a function")
        self.stack.append(self.builder.find(f"{module}.{name}"))

    def _call(self) -> None:
        """Push what a call stands for; the builder knows, and nothing is called."""
        args, function = self._pop(), self._pop()
        if not isinstance(function, Global) or not isinstance(args, tuple):
            raise self._broken(f"a call of {said(function)} with {said(args)}")
        self.stack.append(self.builder.call(function, args))

    def _state(self) -> None:
        """Pass over the version numbers that PyTorch hangs on a dictionary of tensors."""
        state, target = self._pop(), self._pop()
        plain = isinstance(target, dict) and isinstance(state, dict)
        if not plain or list(state) != ["_metadata"]:  # type: ignore[call-overload]
            raise self._broken(f"{said(state)} as the attributes of {said(target)}")
        self.stack.append(target)

    def _check_protocol(self) -> None:
        """Check the version of pickle's own format."""
        if (protocol := self._number(1)) not in PROTOCOLS:
            raise self._broken(f"pickle protocol {protocol}")


STEPS: dict[bytes, Callable[[PickleMachine], object]] = {
    b"\x80": PickleMachine._check_protocol,
    b"\x95": lambda m: m._take(8),  # the length of what follows, for reading ahead
    b"(": lambda m: m.marks.append(len(m.stack)),
    b"N": lambda m: m.stack.append(None),
    b"\x88": lambda m: m.stack.append(True),
    b"\x89": lambda m: m.stack.append(False),
    b"J": lambda m: m.stack.append(m._number(4, signed=True)),
    b"K": lambda m: m.stack.append(m._number(1)),
    b"M": lambda m: m.stack.append(m._number(2)),
    b"\x8a": lambda m: m.stack.append(m._number(m._number(1), signed=True)),
    b"X": lambda m: m._text(4),
    b"\x8c": lambda m: m._text(1),
    b"U": lambda m: m._text(1),  # how Python 2 wrote its texts
    b")": lambda m: m.stack.append(()),
    b"t": lambda m: m.stack.append(tuple(m._pop_to_mark())),
    b"\x85": lambda m: m._tuple_of(1),
    b"\x86": lambda m: m._tuple_of(2),
    b"\x87": lambda m: m._tuple_of(3),
    b"]": lambda m: m.stack.append([]),
    b"a": lambda m: m._extend([m._pop()]),
    b"e": lambda m: m._extend(m._pop_to_mark()),
    b"}": lambda m: m.stack.append({}),
    b"s": lambda m: m._update([m._pop(), m._pop()][::-1]),
    b"u": lambda m: m._update(m._pop_to_mark()),
    b"q": lambda m: m._put(m._number(1)),
    b"r": lambda m: m._put(m._number(4)),
    b"\x94": lambda m: m._put(len(m.memo)),
    b"h": lambda m: m._get(m._number(1)),
    b"j": lambda m: m._get(m._number(4)),
    b"c": lambda m: m._name(m._line(), m._line()),
    b"i": lambda m: m._name(m._line(), m._line()),  # an old way to call: there for the name's sake
    b"\x93": lambda m: m._name(*[m._pop(), m._pop()][::-1]),
    b"R": PickleMachine._call,
    b"b": PickleMachine._state,
    b"Q": lambda m: m.stack.append(m.builder.persistent(m._pop())),
}
"""What each instruction does, by its byte."""
