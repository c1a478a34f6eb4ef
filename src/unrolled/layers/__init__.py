"""Layers of a recurrent net in NumPy: stateless functions, forward and backward side by side."""

from unrolled.layers.activations import sigmoid
from unrolled.layers.affine import (
    affine_backward,
    affine_forward,
    temporal_affine_backward,
    temporal_affine_forward,
)
from unrolled.layers.dropout import dropout_backward, dropout_forward
from unrolled.layers.embedding import word_embedding_backward, word_embedding_forward
from unrolled.layers.gradcheck import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
    relative_error,
)
from unrolled.layers.losses import temporal_softmax_loss
from unrolled.layers.lstm import lstm_backward, lstm_forward
from unrolled.layers.lstm_step import lstm_step_backward, lstm_step_forward
from unrolled.layers.rnn import rnn_backward, rnn_forward, rnn_step_backward, rnn_step_forward

__all__ = [
    "affine_backward",
    "affine_forward",
    "dropout_backward",
    "dropout_forward",
    "eval_numerical_gradient",
    "eval_numerical_gradient_array",
    "lstm_backward",
    "lstm_forward",
    "lstm_step_backward",
    "lstm_step_forward",
    "relative_error",
    "rnn_backward",
    "rnn_forward",
    "rnn_step_backward",
    "rnn_step_forward",
    "sigmoid",
    "temporal_affine_backward",
    "temporal_affine_forward",
    "temporal_softmax_loss",
    "word_embedding_backward",
    "word_embedding_forward",
]
