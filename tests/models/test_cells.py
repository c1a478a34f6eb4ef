"""The table of cells: whatever is in it works in a model, and its steps are its sequence."""

import numpy as np
import pytest

from unrolled.layers import eval_numerical_gradient_array, relative_error
from unrolled.models import CELLS, CaptioningRNN, get_cell

N, T, D, H = 3, 4, 2, 5
CELL_NAMES = pytest.mark.parametrize("name", sorted(CELLS))


def arguments(cell):
    rng = np.random.default_rng(0)
    shapes = [(N, T, D), (N, H), (D, cell.gates * H), (H, cell.gates * H), (cell.gates * H,)]
    return [rng.standard_normal(shape) for shape in shapes]


@CELL_NAMES
def test_steps_make_the_sequence(name):
    cell = get_cell(name)
    x, h0, Wx, Wh, b = arguments(cell)
    h, _ = cell.forward(x, h0, Wx, Wh, b)
    state = cell.start(h0)
    assert len(state) == cell.states
    for t in range(T):
        state = cell.step(x[:, t], state, Wx, Wh, b)
        np.testing.assert_allclose(state[0], h[:, t], rtol=1e-12)


@CELL_NAMES
def test_backward_belongs_to_forward(name):
    cell = get_cell(name)
    given = arguments(cell)
    h, cache = cell.forward(*given)
    dh = np.random.default_rng(1).standard_normal(h.shape)
    gradients = cell.backward(dh, cache)
    assert len(gradients) == len(given)
    for argument, gradient in zip(given, gradients, strict=True):
        numerical = eval_numerical_gradient_array(lambda _: cell.forward(*given)[0], argument, dh)
        assert relative_error(numerical, gradient) < 1e-6


@CELL_NAMES
def test_a_model_can_be_built_from_it(name):
    words = {"<NULL>": 0, "<START>": 1, "<END>": 2, "a": 3}
    model = CaptioningRNN(
        words, input_dim=3, wordvec_dim=D, hidden_dim=H, cell_type=name, dtype=np.float64, seed=0
    )
    assert model.params["Wx"].shape == (D, get_cell(name).gates * H)
    loss, grads = model.loss(np.ones((2, 3)), np.array([[1, 3, 2], [1, 2, 0]]))
    assert np.isfinite(loss)
    assert [g.shape for g in grads.values()] == [w.shape for w in model.params.values()]
    assert model.sample(np.ones((2, 3)), max_length=3).shape == (2, 3)
