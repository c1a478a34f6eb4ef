"""What holds for every layer alike, over drawn shapes."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import slow
from support.layers import check_drawn_gradients, normal
from unrolled import layers


class Layer(NamedTuple):
    """The letters of each float argument and of the output; G is 4H, "x" of an embedding words."""

    name: str
    args: tuple[str, ...]
    out: str

    @property
    def forward(self):
        return getattr(layers, f"{self.name}_forward")

    @property
    def backward(self):
        return getattr(layers, f"{self.name}_backward")

    def draw(self, sizes, seed, dtype=np.float64):
        """Return arguments of these sizes, and an upstream gradient."""
        sizes = sizes | {"G": 4 * sizes["H"]}
        shapes = [tuple(sizes[letter] for letter in letters) for letters in (*self.args, self.out)]
        *args, dout = normal(seed, *shapes, dtype=dtype)
        if self.name == "affine":  # as a student gives it: D = A * C
            args[0] = args[0].reshape(sizes["N"], sizes["A"], sizes["C"])
        if self.name == "word_embedding":
            words = np.random.default_rng(seed).integers(sizes["V"], size=shapes[-1][:2])
            args.insert(0, words)
        return args, dout


LAYERS = [
    Layer("affine", ("ND", "DM", "M"), "NM"),
    Layer("temporal_affine", ("NTD", "DM", "M"), "NTM"),
    Layer("word_embedding", ("VD",), "NTD"),
    Layer("rnn_step", ("ND", "NH", "DH", "HH", "H"), "NH"),
    Layer("rnn", ("NTD", "NH", "DH", "HH", "H"), "NTH"),
    Layer("lstm", ("NTD", "NH", "DG", "HG", "G"), "NTH"),
    Layer("relu", ("NTD",), "NTD"),
    Layer("leaky_relu", ("NTD",), "NTD"),
    Layer("tanh", ("NTD",), "NTD"),
    Layer("global_average_pool", ("NACD",), "ND"),
]
EVERY_LAYER = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
WITH_SLOW_FORM = pytest.mark.parametrize(
    "layer", [layer for layer in LAYERS if layer.name != "rnn_step"], ids=lambda layer: layer.name
)
SEEDS = st.integers(0, 2**32 - 1)


def sizes_up_to(largest):
    sizes = st.fixed_dictionaries({letter: st.integers(1, largest) for letter in "NTHMVAC"})
    return sizes.map(lambda drawn: drawn | {"D": drawn["A"] * drawn["C"]})


def equal_sizes(size, **others):
    return dict.fromkeys("NTHMVAC", size) | {"D": size**2} | others


def as_tuple(gradients):
    return gradients if isinstance(gradients, tuple) else (gradients,)


def run(layer, args, dout):
    out, cache = layer.forward(*args)
    return (out, *as_tuple(layer.backward(dout, cache)))


@EVERY_LAYER
@settings(max_examples=15, deadline=None)
@given(sizes=sizes_up_to(3), seed=SEEDS)
def test_gradients_are_those_measured(layer, sizes, seed):
    args, dout = layer.draw(sizes, seed)
    check_drawn_gradients(layer.forward, layer.backward, args, dout)


@WITH_SLOW_FORM
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@settings(max_examples=15, deadline=None)
@given(sizes=sizes_up_to(6), seed=SEEDS)
def test_fast_form_equals_slow_form(layer, dtype, sizes, seed):
    args, dout = layer.draw(sizes, seed, dtype)
    out, cache = getattr(slow, f"{layer.name}_forward")(*args)
    slow_backward = getattr(slow, f"{layer.name}_backward")
    expected = (out, *as_tuple(slow_backward(dout, cache)))
    # The additions differ in order, so the last digits do; a backward pass through time lets
    # that grow with every step.
    tolerance = 2e-3 if dtype == np.float32 else 1e-10
    for mine, theirs in zip(run(layer, args, dout), expected, strict=True):
        assert mine.dtype == theirs.dtype == dtype
        scale = np.max(np.abs(theirs), initial=1.0)
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=tolerance * scale)


@EVERY_LAYER
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@settings(max_examples=5, deadline=None)
@given(sizes=sizes_up_to(4), seed=SEEDS)
def test_dtype_and_shapes_are_kept(layer, dtype, sizes, seed):
    args, dout = layer.draw(sizes, seed, dtype)
    out, *gradients = run(layer, args, dout)
    assert out.dtype == dtype
    assert out.shape == dout.shape
    floats = [arg for arg in args if arg.dtype.kind == "f"]
    assert [g.shape for g in gradients] == [arg.shape for arg in floats]
    assert {g.dtype for g in gradients} == {np.dtype(dtype)}


@EVERY_LAYER
def test_single_precision_next_to_double_gives_double(layer):
    args, dout = layer.draw(equal_sizes(2), 0, np.float32)
    last = args[-1].astype(np.float64)
    out, *gradients = run(layer, [*args[:-1], last], dout.astype(np.float64))
    assert {array.dtype for array in (out, *gradients)} == {np.dtype(np.float64)}


def spread(array):
    """The same numbers, every other place of a read-only array twice as long each way."""
    wide = np.zeros([2 * size for size in array.shape], dtype=array.dtype)
    view = wide[tuple(slice(None, None, 2) for _ in array.shape)]
    view[...] = array
    view.flags.writeable = False
    return view


def time_first(array):
    """The same numbers with the first two axes swapped in memory, read-only."""
    if array.ndim < 2:
        return spread(array)
    view = np.ascontiguousarray(array.swapaxes(0, 1)).swapaxes(0, 1)
    view.flags.writeable = False
    return view


@EVERY_LAYER
@pytest.mark.parametrize("lay_out", [spread, time_first])
@settings(max_examples=10, deadline=None)
@given(sizes=sizes_up_to(4), seed=SEEDS)
def test_layout_does_not_matter_and_inputs_stay(layer, lay_out, sizes, seed):
    args, dout = layer.draw(sizes, seed)
    expected = run(layer, args, dout)
    theirs = [lay_out(array) for array in (*args, dout)]
    for mine, wanted in zip(run(layer, theirs[:-1], theirs[-1]), expected, strict=True):
        np.testing.assert_allclose(mine, wanted, rtol=1e-10, atol=1e-12)
    for given_array, original in zip(theirs, (*args, dout), strict=True):
        np.testing.assert_array_equal(given_array, original)


@EVERY_LAYER
def test_a_cache_serves_twice(layer):
    args, dout = layer.draw(equal_sizes(3), 1)
    _, cache = layer.forward(*args)
    first = [g.copy() for g in as_tuple(layer.backward(dout, cache))]
    for mine, wanted in zip(as_tuple(layer.backward(dout, cache)), first, strict=True):
        np.testing.assert_array_equal(mine, wanted)


@EVERY_LAYER
def test_caches_and_gradients_unpack(layer):
    args, dout = layer.draw(equal_sizes(2), 2)
    _, cache = layer.forward(*args)
    assert isinstance(cache, tuple)
    gradients = layer.backward(dout, cache)
    names = {
        "affine": ("dx", "dw", "db"),
        "temporal_affine": ("dx", "dw", "db"),
        "rnn_step": ("dx", "dprev_h", "dWx", "dWh", "db"),
        "rnn": ("dx", "dh0", "dWx", "dWh", "db"),
        "lstm": ("dx", "dh0", "dWx", "dWh", "db"),
    }
    if layer.name in names:  # the others have a single gradient, a bare array
        assert gradients._fields == names[layer.name]


@EVERY_LAYER
@pytest.mark.parametrize("letter", "NT")
def test_an_empty_batch_or_sequence_gives_empty_or_zero(layer, letter):
    sizes = equal_sizes(3, **{letter: 0})
    args, dout = layer.draw(sizes, 3)
    out, *gradients = run(layer, args, dout)
    if letter not in layer.out:
        return
    assert out.shape == dout.shape
    floats = [arg for arg in args if arg.dtype.kind == "f"]
    assert [g.shape for g in gradients] == [arg.shape for arg in floats]
    assert all(np.all(g == 0) for g in gradients)


@EVERY_LAYER
@pytest.mark.usefixtures("own_errors")
def test_a_wrong_shape_is_named(layer):
    sizes = equal_sizes(3)
    args, dout = layer.draw(sizes, 4)
    _, cache = layer.forward(*args)
    with pytest.raises(ValueError, match=rf"^{layer.name}_backward: d\w+ should have shape \("):
        layer.backward(dout[..., :-1], cache)
    with pytest.raises(TypeError, match=rf"^{layer.name}_backward: d\w+ should hold floats"):
        layer.backward(dout.astype(int), cache)
    with pytest.raises(TypeError, match=rf"^{layer.name}_forward: \w+ should be a NumPy array"):
        layer.forward(args[0].tolist(), *args[1:])
    if layer.name != "word_embedding":
        for place in range(1, len(args)):
            wrong = [*args[:place], args[place][..., :-1], *args[place + 1 :]]
            with pytest.raises(ValueError, match=rf"^{layer.name}_forward: \w+ should have shape"):
                layer.forward(*wrong)
