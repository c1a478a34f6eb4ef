"""Files in PyTorch's older layout, put together byte by byte, so that they can be wrong, too."""

import struct
from dataclasses import dataclass

import numpy as np
import pytest

from unrolled.data import DataError

KINDS = {
    "f8": "DoubleStorage",
    "f4": "FloatStorage",
    "f2": "HalfStorage",
    "i8": "LongStorage",
    "i4": "IntStorage",
    "i2": "ShortStorage",
    "i1": "CharStorage",
    "u1": "ByteStorage",
    "b1": "BoolStorage",
}
ORDERED_DICT = "collections OrderedDict"
REBUILD = "torch._utils _rebuild_tensor_v2"
TEN = np.arange(10, dtype=np.float32)
MAGIC = 0x1950A86A20F9469CFC6C


@dataclass(frozen=True)
class Name:
    """A function or class, as ``"module name"``."""

    name: str


@dataclass(frozen=True)
class Call:
    function: Name
    args: object


@dataclass(frozen=True)
class Persistent:
    saved: object


@dataclass(frozen=True)
class Raw:
    """Instructions as they are."""

    code: bytes


def encode(value):
    """Write a value as instructions of pickle protocol 2."""
    match value:
        case Raw(code):
            pass
        case None:
            code = b"N"
        case bool():
            code = b"\x88" if value else b"\x89"
        case int():
            content = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
            code = b"\x8a" + bytes([len(content)]) + content
        case str():
            content = value.encode()
            code = b"X" + struct.pack("<I", len(content)) + content
        case tuple():
            code = b"(" + b"".join(encode(item) for item in value) + b"t"
        case list():
            code = b"](" + b"".join(encode(item) for item in value) + b"e"
        case dict():
            code = b"}(" + b"".join(encode(k) + encode(v) for k, v in value.items()) + b"u"
        case Name(name):
            code = b"c" + name.replace(" ", "\n").encode() + b"\n"
        case Call(function, args):
            code = encode(function) + encode(args) + b"R"
        case Persistent(saved):
            code = encode(saved) + b"Q"
    return code


def pickled(value):
    return b"\x80\x02" + encode(value) + b"."


def storage(key, numel, kind="FloatStorage"):
    return Persistent(("storage", Name(f"torch {kind}"), key, "cpu", numel, None))


def tensor(stored, shape, strides, offset=0, requires_grad=False):
    hooks = Call(Name(ORDERED_DICT), ())
    return Call(Name(REBUILD), (stored, offset, shape, strides, requires_grad, hooks))


def layout(tensors, storages, *, version=1001, system=None, keys=None):
    """Join the parts of a file: what describes the tensors, and ``{key: array}`` for storages."""
    system = {"protocol_version": 1001, "little_endian": True} if system is None else system
    keys = list(storages) if keys is None else keys
    head = b"".join(pickled(part) for part in (MAGIC, version, system, tensors, keys))
    return head + b"".join(stored(array) for array in storages.values())


def stored(array):
    """Write a storage: the number of its elements, and these."""
    return struct.pack("<q", array.size) + array.astype(array.dtype.newbyteorder("<")).tobytes()


def whole_file(arrays):
    """Write arrays as tensors, each with a storage of its own."""
    tensors, storages = {}, {}
    for number, (name, array) in enumerate(arrays.items()):
        key = str(94 + number)
        storages[key] = np.ascontiguousarray(array).reshape(-1)
        strides = tuple(
            step // array.itemsize for step in np.empty(array.shape, array.dtype).strides
        )
        kind = KINDS[array.dtype.str[1:]]
        tensors[name] = tensor(storage(key, array.size, kind), array.shape, strides)
    return layout(tensors, storages)


def view_of_ten(shape, strides, offset=0, numel=10):
    """Write a file with one tensor `w`, a window on the numbers from 0 to 9."""
    return layout({"w": tensor(storage("k", numel), shape, strides, offset)}, {"k": TEN})


def refusal(read, content):
    """Have a file refused, and give the message."""
    with pytest.raises(DataError) as error:
        read(content)
    message = str(error.value)
    assert "net.pth" in message
    assert "expected" in message
    assert "found" in message
    return message
