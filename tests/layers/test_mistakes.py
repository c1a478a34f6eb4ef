"""Every mistake found in real write-ups, made on purpose: the checks must notice each."""

import numpy as np
import pytest

from support import slow
from support.layers import (
    check_embedding_gradients,
    check_rnn_gradients,
    check_softmax_gradient,
    check_softmax_of_huge_scores,
    check_softmax_values,
    check_step_saturates,
)
from unrolled.layers import rnn_step_backward, rnn_step_forward


def embedding_assigned(dout, cache):
    x, V, D = cache
    dW = np.zeros((V, D))
    dW[x] = dout
    return dW


def embedding_added_once(dout, cache):
    x, V, D = cache
    dW = np.zeros((V, D))
    dW[x] += dout  # looks like a sum, but each word keeps only its last gradient
    return dW


def backward_through_time(upstream, keep_sums=True, start=0.0):
    """A backward pass that may combine the two gradients of a state, and the steps, wrongly."""

    def backward(dh, caches):
        x, prev_h, Wx, Wh, _ = caches[0]
        dx = np.empty((*dh.shape[:2], x.shape[1]))
        sums = [np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(dh.shape[2])]
        right = np.full_like(prev_h, start)
        for t in reversed(range(dh.shape[1])):
            dx[:, t], right, *step = rnn_step_backward(upstream(dh[:, t], right), caches[t])
            sums = [a + b for a, b in zip(sums, step, strict=True)] if keep_sums else step
        return (dx, right, *sums)

    return backward


def averaged_over_time(x, y, mask):
    loss, dx = slow.temporal_softmax_loss(x, y, mask)
    return loss / x.shape[1], dx / x.shape[1]


def averaged_over_what_counts(x, y, mask):
    loss, dx = slow.temporal_softmax_loss(x, y, mask)
    share = len(x) / max(1, mask.sum())
    return loss * share, dx * share


def mask_ignored(x, y, mask):
    return slow.temporal_softmax_loss(x, y, np.ones_like(mask))


def mask_on_the_loss_only(x, y, mask):
    loss, _ = slow.temporal_softmax_loss(x, y, mask)
    return loss, mask_ignored(x, y, mask)[1]


def not_shifted(x, y, mask):
    p = np.exp(x) / np.exp(x).sum(axis=2, keepdims=True)
    picked = np.take_along_axis(p, y[:, :, None], axis=2)[:, :, 0]
    dx = p - (np.arange(x.shape[2]) == y[:, :, None])
    return -np.sum(np.log(picked) * mask) / len(x), dx * mask[:, :, None] / len(x)


def tanh_by_hand(x, prev_h, Wx, Wh, b):
    a = x @ Wx + prev_h @ Wh + b
    return (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a)), None


def through_time(*args, **kwargs):
    return slow.rnn_forward, backward_through_time(*args, **kwargs)


RIGHT = [
    (check_embedding_gradients, (slow.word_embedding_forward, slow.word_embedding_backward)),
    (check_rnn_gradients, through_time(lambda above, right: above + right)),
    (check_softmax_gradient, (slow.temporal_softmax_loss,)),
    (check_softmax_gradient, (not_shifted,)),
    (check_softmax_values, (slow.temporal_softmax_loss,)),
    (check_softmax_of_huge_scores, (slow.temporal_softmax_loss,)),
    (check_step_saturates, (rnn_step_forward,)),
]
WRONG = {
    "embedding gradients assigned": (
        check_embedding_gradients,
        (slow.word_embedding_forward, embedding_assigned),
    ),
    "embedding gradients added once": (
        check_embedding_gradients,
        (slow.word_embedding_forward, embedding_added_once),
    ),
    "sequence gradients overwritten": (
        check_rnn_gradients,
        through_time(lambda above, right: above + right, keep_sums=False),
    ),
    "upstream gradient left out": (check_rnn_gradients, through_time(lambda above, right: right)),
    "gradient from the right left out": (
        check_rnn_gradients,
        through_time(lambda above, right: above),
    ),
    "first gradient from the right not zero": (
        check_rnn_gradients,
        through_time(lambda above, right: above + right, start=1.0),
    ),
    "averaged over time": (check_softmax_values, (averaged_over_time,)),
    "averaged over what counts": (check_softmax_values, (averaged_over_what_counts,)),
    "mask ignored": (check_softmax_values, (mask_ignored,)),
    "mask on the loss only": (check_softmax_gradient, (mask_on_the_loss_only,)),
    "scores not shifted": (check_softmax_of_huge_scores, (not_shifted,)),
    "tanh that overflows": (check_step_saturates, (tanh_by_hand,)),
}


@pytest.mark.parametrize(("check", "functions"), RIGHT)
def test_the_checks_accept_what_is_right(check, functions):
    check(*functions)


@pytest.mark.parametrize("mistake", WRONG)
def test_the_checks_reject(mistake):
    check, functions = WRONG[mistake]
    with pytest.raises(AssertionError):
        check(*functions)
