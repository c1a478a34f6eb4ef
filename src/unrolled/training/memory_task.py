"""The adding problem: a task that needs memory over a distance, and nothing else."""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Float32

from unrolled.layers import affine_backward, affine_forward
from unrolled.models import Cell, get_cell
from unrolled.models.start import initial_params
from unrolled.training.clipping import clip_global_norm
from unrolled.training.optim import adam
from unrolled.training.rule import Config

RIGHT = 0.1
"""How far off a sum may be to count as right; the sums lie between 0 and 2."""


class AddingRun(NamedTuple):
    """
    What came of training one net on the adding problem.

    Attributes
    ----------
    losses : ndarray of float, shape (steps,)
        The mean squared error of each step's minibatch.
    test_loss : float
        The same over sequences that the net was not trained on.
    right : float
        The share of these whose sum the net gets right, to within `RIGHT`.
    """

    losses: Float[np.ndarray, " steps"]
    test_loss: float
    right: float


def draw_sums(
    batch_size: int, length: int, rng: np.random.Generator
) -> tuple[Float32[np.ndarray, "{batch_size} {length} 2"], Float32[np.ndarray, " {batch_size}"]]:
    """
    Draw sequences of the adding problem.

    At every step the net is shown a random number and a mark. Two steps are marked, one in each
    half of the sequence, and at the end the sum of their two numbers is asked for. All the others
    are there to be ignored (Hochreiter and Schmidhuber 1997, in the form of Arjovsky et al. 2016).

    Parameters
    ----------
    batch_size : int
        Sequences, N.
    length : int
        Steps, T.
    rng : numpy.random.Generator
        Where the numbers come from.

    Returns
    -------
    x : ndarray of float32, shape (N, T, 2)
        Numbers from 0 to 1, and marks: 1 where the number counts, 0 elsewhere.
    sums : ndarray of float32, shape (N,)
        What is asked for. Their variance is 1/6: the error of whoever always says 1.

    Raises
    ------
    ValueError
        If there is no room for a number in each half.
    """
    if length < 2:
        raise ValueError(f"length should be at least 2, a step in each half; got {length}.")
    x = np.zeros((batch_size, length, 2), dtype=np.float32)
    x[:, :, 0] = rng.random((batch_size, length), dtype=np.float32)
    half, rows = length // 2, np.arange(batch_size)
    x[rows, rng.integers(half, size=batch_size), 1] = 1
    x[rows, rng.integers(half, length, size=batch_size), 1] = 1
    return x, x.prod(axis=2).sum(axis=1)


def train_adding(
    cell_type: str,
    length: int,
    *,
    hidden_dim: int = 32,
    learning_rate: float = 1e-3,
    num_steps: int = 400,
    batch_size: int = 32,
    time_scale: int | None = None,
    orthogonal: bool = False,
    clip_norm: float = 1.0,
    solved: float = 2e-3,
    seed: int = 0,
) -> AddingRun:
    """
    Train a net on the adding problem with Adam, and test it.

    The net is one recurrent cell over the sequence and an affine map of its last hidden state.
    Every step draws new sequences, so there is nothing to learn by heart. Training ends early once
    the problem is solved.

    Parameters
    ----------
    cell_type : str
        A key of `unrolled.models.CELLS`.
    length : int
        Steps of a sequence, T.
    hidden_dim : int
        Width of the hidden state.
    learning_rate : float
        Adam's.
    num_steps : int
        Minibatches to train on at most.
    batch_size : int
        Sequences of a minibatch.
    time_scale : int, optional
        For the LSTM: start with memories of 1 to so many steps, spread over the units, by forget
        biases ``log(uniform(1, time_scale - 1))``; input biases are minus that (Tallec and
        Ollivier 2018). By default all biases start at zero.
    orthogonal : bool
        Start from a recurrent matrix that is a rotation.
    clip_norm : float
        Gradients are scaled down to this norm, all parameters together, if they are longer.
    solved : float
        Training ends when the mean loss of the last 20 minibatches is below this.
    seed : int
        Where the initial weights and the sequences come from.

    Returns
    -------
    AddingRun
        Losses while training, and how well 1000 further sequences are summed.

    Raises
    ------
    ValueError
        If `cell_type` is unknown, `length` is below 2, or `time_scale` is not above 2 or given for
        a cell without gates.
    """
    cell, rng = get_cell(cell_type), np.random.default_rng(seed)
    params = _start(cell, hidden_dim, time_scale, orthogonal, rng)
    configs: dict[str, Config] = {name: {"learning_rate": learning_rate} for name in params}
    losses: list[float] = []
    for _ in range(num_steps):
        loss, grads = _loss(cell, params, *draw_sums(batch_size, length, rng))
        losses.append(loss)
        clipped, _ = clip_global_norm(grads, clip_norm)
        for name, w in params.items():
            _, configs[name] = adam(w, clipped[name], configs[name], out=w)
        if len(losses) >= 20 and np.mean(losses[-20:]) < solved:
            break
    x, sums = draw_sums(1000, length, rng)
    errors = _read(cell, params, x)[0] - sums
    right = np.mean(np.abs(errors) < RIGHT)
    return AddingRun(np.array(losses), float(np.mean(errors**2)), float(right))


def _start(
    cell: Cell, H: int, time_scale: int | None, orthogonal: bool, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw the first parameters, as a captioning model would have them."""
    drawn = initial_params(1, 1, 2, H, cell.gates, rng)
    kept = {name: drawn[name] for name in ("Wx", "Wh", "b", "W_vocab", "b_vocab")}
    params = {name: value.astype(np.float32) for name, value in kept.items()}
    if orthogonal:
        blocks = [np.linalg.qr(block)[0] for block in np.split(params["Wh"], cell.gates, axis=1)]
        params["Wh"] = np.concatenate(blocks, axis=1)
    if time_scale is not None:
        if cell.gates == 1:
            raise ValueError("time_scale sets forget and input gates; this cell has none.")
        if time_scale <= 2:
            raise ValueError(f"time_scale should be a number of steps above 2; got {time_scale}.")
        forget = np.log(rng.uniform(1, time_scale - 1, size=H))
        params["b"][: 2 * H] = np.concatenate([-forget, forget])
    return params


def _read(
    cell: Cell, params: dict[str, np.ndarray], x: Float32[np.ndarray, "N T 2"]
) -> tuple[Float32[np.ndarray, " N"], tuple[Any, Any, tuple[int, ...]]]:
    """Run the net over sequences; return what it says at the end, and what the way back needs."""
    h0 = np.zeros((len(x), len(params["Wh"])), dtype=np.float32)
    h, cell_cache = cell.forward(x, h0, params["Wx"], params["Wh"], params["b"])
    out, affine_cache = affine_forward(h[:, -1], params["W_vocab"], params["b_vocab"])
    return out[:, 0], (cell_cache, affine_cache, h.shape)


def _loss(
    cell: Cell,
    params: dict[str, np.ndarray],
    x: Float32[np.ndarray, "N T 2"],
    sums: Float32[np.ndarray, " N"],
) -> tuple[float, dict[str, np.ndarray]]:
    """Compute the mean squared error of the sums, and its gradients."""
    said, (cell_cache, affine_cache, shape) = _read(cell, params, x)
    errors = said - sums
    dsaid = 2 / len(errors) * errors[:, np.newaxis]
    dh = np.zeros(shape, dtype=np.float32)
    dh[:, -1], dw, db_out = affine_backward(dsaid, affine_cache)
    _, _, dWx, dWh, db = cell.backward(dh, cell_cache)
    grads = {"Wx": dWx, "Wh": dWh, "b": db, "W_vocab": dw, "b_vocab": db_out}
    return float(np.mean(errors**2)), grads
