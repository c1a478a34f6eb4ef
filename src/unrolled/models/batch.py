"""Checks of what a captioning model is given: they take any array, for they are what complains."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import Sizes, check_indices
from unrolled.models.next_words import no_probability

Params = Mapping[str, np.ndarray]


def check_features(method: str, features: np.ndarray, params: Params) -> Sizes:
    """
    Check that features fit a model.

    Parameters
    ----------
    method : str
        What they were given to, for the message.
    features : ndarray
        What should be floats of shape (N, D).
    params : mapping of str to ndarray
        The model's parameters.

    Returns
    -------
    Sizes
        The sizes met, to check more arrays against.

    Raises
    ------
    TypeError, ValueError
        If they do not.
    """
    sizes = Sizes(f"CaptioningRNN.{method}", D=params["W_proj"].shape[0])
    sizes.floats(features=(features, "N D"))
    return sizes


def check_batch(
    features: np.ndarray,
    captions: np.ndarray,
    params: Params,
    weights: np.ndarray | None = None,
) -> None:
    """
    Check that a minibatch fits a model.

    Parameters
    ----------
    features : ndarray
        What should be floats of shape (N, D).
    captions : ndarray
        What should be word indices of shape (N, L), N at least 1 and L at least 2.
    params : mapping of str to ndarray
        The model's parameters.
    weights : ndarray, optional
        What should be floats of shape (N,).

    Raises
    ------
    TypeError, ValueError
        If an array does not hold what it should, the shapes do not fit, or a weight is infinite or
        not a number.
    IndexError
        If a word lies outside the vocabulary.
    """
    sizes = check_features("loss", features, params)
    sizes.integers(captions=(captions, "N L"))
    if weights is not None:
        sizes.floats(weights=(weights, "N"))
        broken = np.flatnonzero(~np.isfinite(weights))
        if broken.size:
            raise ValueError(
                "CaptioningRNN.loss: weights should be finite numbers; got "
                f"{weights[broken[0]]} at weights[{broken[0]}]."
            )
    N, L = captions.shape
    if N == 0 or L < 2:
        needed = "at least one caption of two words, one to go in and one to come out"
        raise ValueError(f"CaptioningRNN.loss: captions should hold {needed}; got {(N, L)}.")
    check_indices("CaptioningRNN.loss", "captions", captions, len(params["W_embed"]), "V")


def check_scores(scores: Float[np.ndarray, "N V"]) -> None:
    """
    Check that one of the words is the likeliest for each picture.

    Parameters
    ----------
    scores : ndarray of float, shape (N, V)
        What the model says of each word; minus infinity rules a word out.

    Raises
    ------
    ValueError
        If the largest score of a picture is infinite or not a number.
    """
    broken = np.flatnonzero(~np.isfinite(scores.max(axis=1)))
    if broken.size:
        raise no_probability(broken)
