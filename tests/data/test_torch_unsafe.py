"""Files that are damaged or malicious: nothing runs, and the only error is the package's own."""

import contextlib
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from support import torch_file as made
from support.torch_file import TEN, refusal, view_of_ten
from unrolled.data import DataError, UnsafeFileError, read_torch_file

MKDIR = f"{os.name} mkdir"
CALL = made.Call(made.Name(MKDIR), ("planted",))
ARRAYS = {"a": np.ones((2, 3), dtype="f4"), "b": np.array(3, dtype="i8")}
SMALL = made.whole_file(ARRAYS)
ONE = made.tensor(made.storage("k", 10), (10,), (1,))


@pytest.fixture(autouse=True)
def folder(tmp_path_factory, monkeypatch):
    """A working folder, where a call that is run after all would leave something."""
    folder = tmp_path_factory.mktemp("work")
    monkeypatch.chdir(folder)
    yield folder
    assert not (folder / "planted").exists()


class Malicious:
    def __reduce__(self):
        return os.mkdir, ("planted",)


@pytest.mark.parametrize("protocol", range(6))
def test_a_call_is_refused_by_name_and_not_run(read, folder, protocol):
    code = pickle.dumps(Malicious(), protocol=protocol)
    pickle.loads(code)  # this one does run: the attack is real
    (folder / "planted").rmdir()
    content = made.layout({}, {}).replace(made.pickled({}), code)
    with pytest.raises(UnsafeFileError) as error:
        read(content)
    assert f"a request for {os.name}.mkdir" in str(error.value)
    assert "Nothing of it was run" in str(error.value)


@pytest.mark.parametrize("part", ["version", "system", "tensors", "keys", "value", "key", "state"])
def test_a_call_is_refused_in_every_part(read, part):
    inside = {
        "value": {"w": CALL},
        "key": made.Raw(b"}" + made.encode(CALL) + b"Ns"),
        "state": made.Raw(b"}" + made.encode(CALL) + b"b"),
    }
    changed = {} if part in inside or part == "tensors" else {part: CALL}
    tensors = CALL if part == "tensors" else inside.get(part, {})
    with pytest.raises(UnsafeFileError, match=rf"{os.name}\.mkdir"):
        read(made.layout(tensors, {}, **changed))


@pytest.mark.parametrize(
    "name",
    [
        "builtins eval",
        "builtins getattr",
        "collections defaultdict",
        "copyreg _reconstructor",
        "numpy.core.multiarray _reconstruct",
        "numpy dtype",
        "torch load",
        "torch.nn.modules.linear Linear",
        "torch._utils _rebuild_tensor_v2.__globals__",
        "torch.storage _load_from_bytes",
        "torch._utils FloatStorage",
    ],
)
def test_every_other_name_is_refused(read, name):
    with pytest.raises(UnsafeFileError) as error:
        read(made.layout({"w": made.Name(name)}, {}))
    assert f"a request for {name.replace(' ', '.')}" in str(error.value)


def test_a_name_cannot_upset_the_message(read):
    odd = made.encode("o\x1b[31m\ns") + made.encode("x" * 5000) + b"\x93"
    with pytest.raises(UnsafeFileError) as error:
        read(made.layout(made.Raw(odd), {}))
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 600


@pytest.mark.parametrize(
    "saved",
    [
        "storage",
        (),
        ("module", made.Name("torch FloatStorage"), "k", "cpu", 10, None),
        ("storage", made.Name(made.REBUILD), "k", "cpu", 10, None),
        ("storage", "FloatStorage", "k", "cpu", 10, None),
        ("storage", made.Name("torch FloatStorage"), 3, "cpu", 10, None),
        ("storage", made.Name("torch FloatStorage"), "k", None, 10, None),
        ("storage", made.Name("torch FloatStorage"), "k", "cpu", -1, None),
        ("storage", made.Name("torch FloatStorage"), "k", "cpu", True, None),
        ("storage", made.Name("torch FloatStorage"), "k", "cpu", 2**70, None),
        ("storage", made.Name("torch FloatStorage"), "k", "cpu", 10, ("k2", 0, 5)),
        ("storage", made.Name("torch FloatStorage"), "k", "cpu", 10),
    ],
)
def test_stored_objects_of_other_shapes_are_refused(read, saved):
    tensors = {"w": made.tensor(made.Persistent(saved), (10,), (1,))}
    message = refusal(read, made.layout(tensors, {"k": TEN}))
    assert "expected the type, key, place and size of a storage" in message


@pytest.mark.parametrize(
    "call",
    [
        made.Call(made.Name(made.ORDERED_DICT), ((("a", 1),),)),
        made.Call(made.Name(made.REBUILD), ()),
        made.Call(made.Name(made.REBUILD), (3, 0, (1,), (1,), False, {})),
        made.Call(made.Name(made.REBUILD), (*ONE.args[:4], 3, {})),
        made.Call(made.Name(made.REBUILD), (*ONE.args[:5], {"hook": 1})),
        made.Call(made.Name(made.REBUILD), (*ONE.args, {"conj": True})),
        made.Call(made.Name("torch._utils _rebuild_parameter"), (ONE, True, {"hook": 1})),
        made.Call(made.Name("torch FloatStorage"), ()),
    ],
)
def test_calls_with_other_arguments_are_refused(read, call):
    message = refusal(read, made.layout({"w": call}, {"k": TEN}))
    assert "expected arguments that fit" in message


DOUBLED = b")" + b"q\x00h\x00\x86" * 200  # 2**200 empty tuples, to anything that visits each
DEEP = b")" + b"\x85" * 20_000


@pytest.mark.parametrize(
    "bomb", [DOUBLED, DEEP, b"]" + DEEP + b"a"], ids=["doubled", "deep", "list"]
)
@pytest.mark.parametrize("place", ["%s", "}%sNs", "}(X\1\0\0\0w%su", "%sQ", "%s%sR", "}%sb"])
def test_nested_values_neither_hang_nor_crash(read, bomb, place):
    refusal(read, made.layout(made.Raw(place.encode().replace(b"%s", bomb)), {}))


@pytest.mark.parametrize(
    "code",
    [
        b"X\xff\xff\xff\xff",  # a text of 4 GB
        b"Nr\xff\xff\xff\xffNs",  # remembered under a large number, which costs nothing
        b"j\xff\xff\xff\xff",
        b"\x8a\xff" + b"\xff" * 300,
        b"X\x01\0\0\0\xff",
        b"t",
        b"u",
        b"\x87",
        b"N(R",
        b"}(Nu",
        b"NNa",
        b"NNNs",
        b"NNR",
        b"}}b",
        b"NN\x93",
        b"NN",
        b"(N",
        b"\x80\x07",
        b"\x81",  # makes an object of a class
        b"\x82\x01",  # takes a class out of Python's own register
        b"B\xff\xff\xff\x7f",
        b"\x96" + b"\xff" * 8,
        b"I1\n",
        b"c" + b"x" * 100,
    ],
)
def test_instructions_that_make_no_tensors_are_refused(read, code):
    refusal(read, made.layout(made.Raw(code), {}))


def test_a_description_without_end_is_refused(read):
    refusal(read, made.layout("x" * 2**22, {}))


@pytest.mark.parametrize("content", [SMALL, view_of_ten((2, 5), (5, 1))])
def test_a_file_cut_short_anywhere_is_refused(read, content):
    read(content)
    for length in range(len(content)):
        refusal(read, content[:length])


def only_arrays_or_our_error(path, content):
    path.write_bytes(content)
    with contextlib.suppress(DataError):
        arrays = read_torch_file(path)
        assert all(isinstance(array, np.ndarray) for array in arrays.values())
        assert sum(array.nbytes for array in arrays.values()) <= 16 * len(content)
    assert not Path("planted").exists()


FLIPS = st.lists(
    st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=8
)


@settings(max_examples=400, deadline=None)
@given(flips=FLIPS, place=st.none() | st.integers(0, len(SMALL)))
@example(flips=[(0, 0x80)], place=len(made.pickled(made.MAGIC)))
def test_flipped_bytes_give_arrays_or_our_error(tmp_path_factory, flips, place):
    content = bytearray(SMALL)
    for position, byte in flips:
        content[position] = byte
    if place is not None:
        content[place:place] = made.encode(CALL)
    only_arrays_or_our_error(tmp_path_factory.getbasetemp() / "flipped.pth", bytes(content))


WORDS = st.sampled_from(
    [bytes([byte]) for byte in b"(NJKM)tR]ae}suqhQbi0125lod\x81\x85\x86\x87\x88\x89\x93\x94"]
    + [b"q\0", b"h\0", made.encode("k"), made.encode(3), made.encode(CALL), made.encode(ONE)]
    + [made.encode(made.Name(name)) for name in (MKDIR, made.REBUILD, made.ORDERED_DICT)]
    + [made.encode(made.storage("k", 10)), made.encode({}), made.encode({"w": ONE})]
)


@settings(max_examples=400, deadline=None)
@given(words=st.lists(WORDS, max_size=20))
def test_any_instructions_give_arrays_or_our_error(tmp_path_factory, words):
    content = made.layout(made.Raw(b"".join(words)), {"k": TEN})
    only_arrays_or_our_error(tmp_path_factory.getbasetemp() / "words.pth", content)
