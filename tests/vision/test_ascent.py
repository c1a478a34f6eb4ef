"""The loop: it takes its steps, says why it stopped, and keeps the picture."""

import numpy as np
import pytest
import tensorflow as tf

from support.plain_models import SlottedModel
from unrolled.vision import ascend, compiled, value_and_gradient


def start(value=0.0):
    return (tf.fill((1, 2, 3, 3), tf.constant(value, tf.float64)),)


def plus_one(state, number):
    del number
    return (state[0] + 1,), tf.reduce_sum(state[0])


class Interrupting:
    """A step that Ctrl-C cuts short at some call."""

    def __init__(self, at):
        self.calls, self.at = 0, at

    def __call__(self, state, number):
        if self.calls == self.at:
            raise KeyboardInterrupt
        self.calls += 1
        return plus_one(state, number)


def test_takes_the_steps_and_records_each_value_before_its_step():
    run = ascend(start(), plus_one, 4)
    assert run.reason == "steps"
    np.testing.assert_array_equal(run.picture, np.full((1, 2, 3, 3), 4.0))
    np.testing.assert_array_equal(run.values, [0, 18, 36, 54])


def test_numbers_the_steps_from_zero():
    seen = []

    def step(state, number):
        seen.append(int(number))
        return state, tf.constant(0.0)

    ascend(start(), step, 3)
    assert seen == [0, 1, 2]


def test_stops_before_a_step_when_it_has_arrived():
    run = ascend(start(), plus_one, 10, until=lambda picture: bool(picture[0, 0, 0, 0] >= 3))
    assert (run.reason, len(run.values), run.picture.max()) == ("reached", 3, 3)


def test_may_have_arrived_at_the_start():
    run = ascend(start(), plus_one, 10, until=lambda picture: True)
    assert (run.reason, len(run.values)) == ("reached", 0)


@pytest.mark.parametrize("at", [0, 2])
def test_ctrl_c_keeps_the_picture(at):
    run = ascend(start(), Interrupting(at), 10)
    assert (run.reason, len(run.values), run.picture.max()) == ("interrupted", at, at)


def test_hands_over_pictures_on_the_way_and_the_last_one_once():
    shown = []
    ascend(start(), plus_one, 6, show_every=2, on_picture=lambda n, p: shown.append((n, p.max())))
    assert shown == [(2, 2), (4, 4), (6, 6)]


def test_ctrl_c_while_a_picture_is_shown_keeps_it():
    def show(number, picture):
        if number == 2:
            raise KeyboardInterrupt

    run = ascend(start(), plus_one, 6, show_every=2, on_picture=show)
    assert (run.reason, run.picture.max()) == ("interrupted", 2)


def test_ctrl_c_while_the_last_picture_is_shown_keeps_it():
    def show(number, picture):
        if number == 4:
            raise KeyboardInterrupt

    run = ascend(start(), plus_one, 4, show_every=2, on_picture=show)
    assert (run.reason, len(run.values), run.picture.max()) == ("interrupted", 4, 4)


def test_a_value_that_is_no_number_is_an_error_that_says_when():
    def step(state, number):
        return state, tf.constant([1.0, np.nan])[number]

    with pytest.raises(FloatingPointError, match=r"step 2: .*learning rate"):
        ascend(start(), step, 5)


@pytest.mark.parametrize("count", [-1, True])
def test_counts_must_be_counts(count):
    with pytest.raises(ValueError, match="num_steps must be a whole number"):
        ascend(start(), plus_one, count)
    with pytest.raises(ValueError, match="show_every must be a whole number"):
        ascend(start(), plus_one, 1, show_every=count)


def test_no_steps_give_the_start_back():
    run = ascend(start(5.0), plus_one, 0)
    assert (run.reason, run.values.shape, run.picture.max()) == ("steps", (0,), 5)


def test_a_compiled_step_is_traced_once_in_a_loop():
    class Model:
        pass

    def make():
        def step(state, number):
            return (state[0] * 2 + tf.cast(number, tf.float64),), tf.reduce_sum(state[0])

        return step

    model = Model()
    step = compiled(model, ("double",), make)
    ascend(start(), step, 5)
    ascend(start(1.0), compiled(model, ("double",), make), 5)
    assert step.experimental_get_tracing_count() == 1
    assert compiled(model, ("other",), make) is not step
    assert compiled(Model(), ("double",), make) is not step


class Scaled:
    def __init__(self, factor):
        self.factor = factor

    def scores(self, x):
        return self.factor * x


def test_methods_of_two_objects_are_two_models():
    two, three = Scaled(2.0), Scaled(3.0)
    results = [
        float(compiled(model, ("scores",), lambda model=model: model)(tf.constant(1.0)))
        for model in (two.scores, three.scores, two.scores)
    ]
    assert results == [2, 3, 2]
    first, again = (compiled(two.scores, ("scores",), lambda: two.scores) for _ in range(2))
    assert first is again


def test_what_can_hold_nothing_is_compiled_all_the_same():
    model = SlottedModel(lambda x: 2 * x)
    double = compiled(model, ("double",), lambda: model.__call__)
    assert float(double(tf.constant(3.0))) == 6


def test_a_constant_has_the_gradient_zero():
    value, gradient = value_and_gradient(lambda x: tf.constant(5.0))(tf.constant([3.0, 4.0]))
    assert float(value) == 5
    np.testing.assert_array_equal(gradient, [0, 0])


def test_value_and_gradient():
    weights = tf.Variable([1.0, 2.0])
    value, gradient = value_and_gradient(lambda x, a: a * tf.reduce_sum(weights * x**2))(
        tf.constant([3.0, 4.0]), tf.constant(2.0)
    )
    assert float(value) == 2 * (9 + 2 * 16)
    np.testing.assert_array_equal(gradient, [12.0, 32.0])


def test_progress_is_drawn_only_when_asked_without_a_terminal(capsys):
    ascend(start(), plus_one, 3, label="a picture")
    assert capsys.readouterr().err == ""
