"""Leaving out the steps after each caption's last word changes no loss and no gradient."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from support import slow
from unrolled.layers import affine_backward, affine_forward, dropout_backward, dropout_forward
from unrolled.models import CaptioningRNN

WORDS = {"<NULL>": 0, "<START>": 1, "<END>": 2, "a": 3, "cat": 4}
SLOW_CELLS = {
    "rnn": (slow.rnn_forward, slow.rnn_backward),
    "lstm": (slow.lstm_forward, slow.lstm_backward),
}


def every_step(model, features, captions, dropout, seed, weights):
    """The loss with every step computed, and counted or not at the very end."""
    W_embed, W_proj, b_proj, Wx, Wh, b, W_vocab, b_vocab = model.params.values()
    forward, backward = SLOW_CELLS[model.cell_type]
    inputs, targets, rng = captions[:, :-1], captions[:, 1:], np.random.default_rng(seed)
    h0, proj = affine_forward(features, W_proj, b_proj)
    x, words = slow.word_embedding_forward(inputs, W_embed)
    x, x_mask = dropout_forward(x, dropout, rng)
    h, steps = forward(x, h0, Wx, Wh, b)
    h, h_mask = dropout_forward(h, dropout, rng)
    scores, vocab = slow.temporal_affine_forward(h, W_vocab, b_vocab)
    counts = (targets != 0) * weights[:, np.newaxis]
    loss, dscores = slow.temporal_softmax_loss(scores, targets, counts)
    dh, dW_vocab, db_vocab = slow.temporal_affine_backward(dscores, vocab)
    dx, dh0, dWx, dWh, db = backward(dropout_backward(dh, h_mask), steps)
    _, dW_proj, db_proj = affine_backward(dh0, proj)
    dW_embed = slow.word_embedding_backward(dropout_backward(dx, x_mask), words)
    return loss, [dW_embed, dW_proj, db_proj, dWx, dWh, db, dW_vocab, db_vocab]


@st.composite
def any_captions(draw):
    """<NULL> may stand anywhere, at every step of a caption too; a short end is common."""
    N, T = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    word = st.integers(0, len(WORDS) - 1)
    caption = st.lists(word, min_size=T + 1, max_size=T + 1)
    captions = np.array(draw(st.lists(caption, min_size=N, max_size=N)))
    lengths = np.array(draw(st.lists(st.integers(1, T + 1), min_size=N, max_size=N)))
    captions[np.arange(T + 1) >= lengths[:, np.newaxis]] = 0
    return captions


@settings(max_examples=80, deadline=None)
@given(
    captions=any_captions(),
    cell_type=st.sampled_from(sorted(SLOW_CELLS)),
    dropout=st.sampled_from([0.0, 0.4]),
    weighted=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_it_is_the_loss_with_every_step_computed(captions, cell_type, dropout, weighted, seed):
    model = CaptioningRNN(WORDS, 4, 3, 5, cell_type, dtype=np.float64, seed=seed)
    rng = np.random.default_rng(seed)
    features = rng.standard_normal((len(captions), 4))
    weights = rng.standard_normal(len(captions)) if weighted else np.ones(len(captions))
    loss, grads = model.loss(
        features, captions, dropout=dropout, seed=seed, weights=weights if weighted else None
    )
    expected, expected_grads = every_step(model, features, captions, dropout, seed, weights)
    np.testing.assert_allclose(loss, expected, rtol=1e-12, atol=1e-12)
    for (name, mine), theirs in zip(grads.items(), expected_grads, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-12, err_msg=name)
