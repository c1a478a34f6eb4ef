"""The update rules against the sums they abbreviate, and against Keras's optimisers."""

import copy
from inspect import unwrap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.layers import relative_error
from unrolled.training import optim
from unrolled.training.optim import UPDATE_RULES, adam, rmsprop, sgd, sgd_momentum

MEMORY = {"sgd": (), "sgd_momentum": ("velocity",), "rmsprop": ("cache",), "adam": ("m", "v")}
RULES = pytest.mark.parametrize("name", sorted(UPDATE_RULES))


def gradients(steps, shape, seed=0, dtype=np.float64):
    return np.random.default_rng(seed).standard_normal((steps, *shape)).astype(dtype)


def run(rule, w, all_dw, config):
    for dw in all_dw:
        w, config = rule(w, dw, config)
    return w, config


def test_the_four_rules_have_the_names_of_the_course():
    assert sorted(UPDATE_RULES) == ["adam", "rmsprop", "sgd", "sgd_momentum"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (sgd, {"learning_rate": 1e-2}),
        (sgd_momentum, {"learning_rate": 1e-2, "momentum": 0.9, "velocity": -0.02}),
        (rmsprop, {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8, "cache": 0.04}),
        (
            adam,
            {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
            | {"m": 0.2, "v": 0.004, "t": 1},
        ),
    ],
)
def test_defaults_and_memory_after_one_step(rule, expected):
    _, config = rule(np.ones(3), np.full(3, 2.0))
    assert config.keys() == expected.keys()
    for key, value in expected.items():
        np.testing.assert_allclose(config[key], value, rtol=1e-12)


def test_sgd_is_the_sum_of_its_steps():
    w, all_dw = np.linspace(-1, 1, 6), gradients(5, (6,))
    end, _ = run(sgd, w, all_dw, {"learning_rate": 0.3})
    np.testing.assert_allclose(end, w - 0.3 * all_dw.sum(axis=0), rtol=1e-12)


def test_momentum_is_a_geometric_sum():
    w, all_dw, steps, mu = np.linspace(-1, 1, 6), gradients(5, (6,)), 5, 0.8
    end, _ = run(sgd_momentum, w, all_dw, {"learning_rate": 0.3, "momentum": mu})
    # Gradient i goes on acting: once in its own step, mu times in the next, and so on.
    weights = [(1 - mu ** (steps - i)) / (1 - mu) for i in range(steps)]
    np.testing.assert_allclose(end, w - 0.3 * np.tensordot(weights, all_dw, 1), rtol=1e-12)


def running_mean(all_dw, decay):
    """The exponential averages after every step, each written out as one sum."""
    steps = range(len(all_dw))
    return [(1 - decay) * sum(decay ** (t - i) * all_dw[i] for i in range(t + 1)) for t in steps]


def test_rmsprop_divides_by_the_root_of_the_running_mean():
    w, all_dw = np.linspace(-1, 1, 6), gradients(5, (6,))
    end, _ = run(rmsprop, w, all_dw, {"learning_rate": 0.3, "decay_rate": 0.7})
    for dw, mean in zip(all_dw, running_mean(all_dw**2, 0.7), strict=True):
        w = w - 0.3 * dw / (np.sqrt(mean) + 1e-8)
    np.testing.assert_allclose(end, w, rtol=1e-12)


def test_adam_uses_both_running_means_without_their_bias():
    w, all_dw = np.linspace(-1, 1, 6), gradients(5, (6,))
    settings = {"learning_rate": 0.3, "beta1": 0.7, "beta2": 0.8, "epsilon": 0.1}
    end, config = run(adam, w, all_dw, settings)
    firsts, seconds = running_mean(all_dw, 0.7), running_mean(all_dw**2, 0.8)
    for t in range(5):
        first, second = firsts[t] / (1 - 0.7 ** (t + 1)), seconds[t] / (1 - 0.8 ** (t + 1))
        w = w - 0.3 * first / (np.sqrt(second) + 0.1)
    np.testing.assert_allclose(end, w, rtol=1e-12)
    assert config["t"] == 5


def test_adams_first_step_is_the_learning_rate_whatever_the_gradients_size():
    dw = np.array([1e-3, -1.0, 1e3])
    end, _ = adam(np.zeros(3), dw, {"learning_rate": 0.01})
    np.testing.assert_allclose(end, -0.01 * np.sign(dw), rtol=1e-4)


def test_rules_agree_with_keras():
    # The one import of Keras here: it takes seconds, and only this test needs it.
    import keras

    pairs = {
        "sgd": keras.optimizers.SGD(0.02),
        "sgd_momentum": keras.optimizers.SGD(0.02, momentum=0.8),
        "rmsprop": keras.optimizers.RMSprop(0.02, rho=0.95, epsilon=1e-14),
        "adam": keras.optimizers.Adam(0.02, beta_1=0.85, beta_2=0.95, epsilon=1e-14),
    }
    settings = {"momentum": 0.8, "decay_rate": 0.95, "beta1": 0.85, "beta2": 0.95}
    start, all_dw = gradients(1, (3, 4))[0], gradients(10, (3, 4), seed=1)
    for name, optimizer in pairs.items():
        variable = keras.Variable(start, dtype="float64")
        for dw in all_dw:
            optimizer.apply([dw], [variable])
        config = {"learning_rate": 0.02, "epsilon": 1e-14, **settings}
        end, _ = run(UPDATE_RULES[name], start, all_dw, config)
        # Keras keeps its rate and its powers of beta in float32.
        assert relative_error(end - start, variable.numpy() - start) < 1e-4, name


@given(
    name=st.sampled_from(sorted(UPDATE_RULES)),
    shape=st.lists(st.integers(0, 5), max_size=3).map(tuple),
    dtype=st.sampled_from([np.float32, np.float64]),
)
def test_dtype_and_shape_are_kept_and_inputs_unchanged(name, shape, dtype):
    rule = UPDATE_RULES[name]
    w, dw = map(np.asarray, gradients(2, shape, dtype=dtype))
    _, config = rule(w, dw)
    before = copy.deepcopy((w, dw, config))
    next_w, next_config = rule(w, dw, config)
    assert next_w.dtype == dtype
    assert next_w.shape == shape
    for key in MEMORY[name]:
        assert next_config[key].dtype == dtype
    for now, then in zip((w, dw), before[:2], strict=True):
        np.testing.assert_array_equal(now, then)
    for key, value in before[2].items():
        np.testing.assert_array_equal(config[key], value)


@RULES
@pytest.mark.parametrize("order", ["C", "F"])
def test_writing_in_place_gives_the_same_and_allocates_no_parameter(name, order, monkeypatch):
    monkeypatch.setattr(optim, "_BLOCK", 7)  # so that 60 numbers are many blocks and a part of one
    rule, all_dw = UPDATE_RULES[name], gradients(4, (5, 12))
    start = np.asarray(gradients(1, (5, 12), seed=9)[0], order=order)
    expected, _ = run(rule, start, all_dw, None)
    w, config = start.copy(order="K"), None
    memories = None
    for dw in all_dw:
        result, config = rule(w, dw, config, out=w)
        assert result is w
        now = [config[key] for key in MEMORY[name]]
        assert memories is None or all(a is b for a, b in zip(now, memories, strict=True))
        memories = now
    np.testing.assert_array_equal(w, expected)


def test_adam_in_blocks_is_adam_at_once(monkeypatch):
    w, all_dw = gradients(1, (3, 50))[0], gradients(3, (3, 50), seed=1)
    at_once, _ = run(adam, w, all_dw, None)
    monkeypatch.setattr(optim, "_BLOCK", 16)
    in_blocks, _ = run(adam, w, all_dw, None)
    np.testing.assert_array_equal(in_blocks, at_once)


def test_a_gradient_of_wider_type_does_not_widen_the_parameter():
    for rule in UPDATE_RULES.values():
        next_w, _ = rule(np.ones(3, dtype=np.float32), np.ones(3))
        assert next_w.dtype == np.float32


@RULES
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_numpy_learning_rate_does_not_widen_the_parameter(name, kind):
    w = np.ones(3, dtype=np.float32)
    next_w, config = UPDATE_RULES[name](w, w, {"learning_rate": kind(0.5)})
    assert next_w.dtype == np.float32
    assert all(config[key].dtype == np.float32 for key in MEMORY[name])


@RULES
def test_a_gradient_of_another_shape_is_refused(name):
    with pytest.raises(ValueError, match=r"parameter's shape \(3,\), found \(3, 1\)"):
        unwrap(UPDATE_RULES[name])(np.ones(3), np.ones((3, 1)))


@RULES
def test_an_integer_parameter_is_refused(name):
    with pytest.raises(TypeError, match="must hold floats, found int64"):
        unwrap(UPDATE_RULES[name])(np.ones(3, dtype=np.int64), np.ones(3))


@RULES
def test_an_out_of_another_dtype_is_refused(name):
    with pytest.raises(ValueError, match=r"dtype float32, found \(3,\) and float64"):
        UPDATE_RULES[name](np.ones(3, np.float32), np.ones(3, np.float32), out=np.ones(3))


@pytest.mark.parametrize("name", sorted(set(UPDATE_RULES) - {"sgd"}))
def test_a_memory_of_another_parameter_is_refused(name):
    rule = UPDATE_RULES[name]
    _, config = rule(np.ones(4), np.ones(4))
    with pytest.raises(ValueError, match="a config of its own"):
        rule(np.ones(3), np.ones(3), config)
