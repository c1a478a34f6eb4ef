"""Training on the score itself: captions are drawn, scored, and made more or less likely."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Float, Float64, Integer

from unrolled.layers.arrays import Sizes, check_indices
from unrolled.models import CaptioningRNN, sample_captions
from unrolled.training.bleu import mean_of_orders
from unrolled.training.settings import check_count


class SelfCritical:
    r"""
    A captioning model as one that is trained on its score instead of on the next word.

    For every picture a few captions are drawn from the model and compared with the picture's
    references. A caption better than the mean of the others becomes likelier, a worse one less
    likely: equation ``eq-self-critical`` of the book. `CaptioningSolver` trains it like any model,
    on `picture_rows` of the data; what changes are the parameters of the model within.

    Parameters
    ----------
    model : CaptioningRNN
        The model, best one that was trained on next words already: what an untrained one draws is
        all alike in worth.
    caption_length : int
        L, the entries of a caption's row in the data, ``<START>`` and filling included.
    samples : int
        Captions drawn for each picture, at least 2.

    Attributes
    ----------
    model : CaptioningRNN
        The model.
    params : dict of str to ndarray
        The model's own dictionary of parameters.
    identity : dict of str to int
        ``caption_length`` and ``samples``, without which a run cannot go on.

    Raises
    ------
    ValueError
        If a number is too small, or the vocabulary lacks ``<START>`` or ``<END>``.
    TypeError
        If a number is no whole one.

    Notes
    -----
    S. J. Rennie et al., "Self-critical sequence training for image captioning", CVPR 2017, take
    the greedy caption as the measure; the mean of the others is from R. Luo, "A better variant of
    self-critical sequence training", 2020.
    """

    draws = True

    def __init__(self, model: CaptioningRNN, caption_length: int, samples: int = 5) -> None:
        length = check_count("caption_length", caption_length, at_least=2)
        count = check_count("samples", samples, at_least=2)
        words = model.special_words
        if words.end is None or words.start == words.null:
            raise ValueError(
                "training on the score needs a vocabulary with <START> and <END>, to know where "
                "captions begin and end."
            )
        self.model, self.params = model, model.params
        self._length, self._samples, self._words = length, count, words
        self.identity = {"caption_length": length, "samples": count}

    def loss(
        self,
        features: Float[np.ndarray, "N D"],
        references: Integer[np.ndarray, "N RL"],
        *,
        seed: int | np.random.Generator | None = 0,
    ) -> tuple[float, dict[str, Float[np.ndarray, "..."]]]:
        """
        Draw captions, score them, and estimate which way the parameters raise the score.

        Parameters
        ----------
        features : ndarray of float, shape (N, D)
            Features of N pictures.
        references : ndarray of int, shape (N, R * L)
            The captions of each picture side by side, as `picture_rows` lays them.
        seed : int or numpy.random.Generator, optional
            Where the draws come from.

        Returns
        -------
        loss : float
            Minus the mean score of the captions drawn, from -1 to 0.
        grads : dict of str to ndarray
            An estimate of its gradient by each of `params`: right on average, as far as the model
            gives no probability to ``<NULL>`` and ``<START>``, which are never drawn.

        Raises
        ------
        ValueError
            If there is no picture, the shapes do not fit, the references are not whole captions
            of L entries, or a picture has none.
        IndexError
            If a word lies outside the vocabulary.
        TypeError
            If the features are no floats, or the references no integers.
        """
        self._check(features, references)
        rows = np.repeat(features, self._samples, axis=0)  # (N * samples, D)
        # <UNK> may be drawn, so that the model learns that it is worth nothing.
        drawn = sample_captions(self.model, rows, self._length - 1, seed=seed, allow_unk=True)
        scores = np.array(
            [
                mean_of_orders(self._texts(some, "drawn"), self._texts(right, "true"))
                for some, right in zip(
                    drawn.reshape(len(features), self._samples, -1),
                    references.reshape(len(features), -1, self._length),
                    strict=True,
                )
            ]
        )  # (N, samples)
        captions = np.insert(drawn, 0, self._words.start, axis=1)
        weights = advantages(scores).ravel()
        _, grads = self.model.loss(rows, captions, weights=weights)
        return -float(scores.mean()), grads

    def _check(self, features: np.ndarray, references: np.ndarray) -> None:
        sizes = Sizes("SelfCritical.loss", D=self.params["W_proj"].shape[0])
        sizes.floats(features=(features, "N D"))
        sizes.integers(references=(references, "N M"))
        if len(features) == 0:
            raise ValueError("SelfCritical.loss: features should hold at least one picture.")
        if references.shape[1] == 0 or references.shape[1] % self._length:
            raise ValueError(
                f"references should be rows of whole captions, of {self._length} entries each; got "
                f"{references.shape[1]} entries. picture_rows makes such rows of the data."
            )
        vocabulary_size = len(self.params["W_embed"])
        check_indices("SelfCritical.loss", "references", references, vocabulary_size, "V")

    def _texts(self, rows: Integer[np.ndarray, "R L"], unknown: str) -> list[str]:
        """Captions as texts of numbers, with their end, without what begins and fills them.

        The end counts as a word: a caption that breaks off in the middle has a wrong last run. One
        unknown word is not another: it is written as what no other text holds.
        """
        left_out = (self._words.null, self._words.start)
        unk = self.model.word_to_idx.get("<UNK>")
        texts = (
            " ".join(unknown if i == unk else str(i) for i in row if i not in left_out)
            for row in rows.tolist()
        )
        return [text for text in texts if text]  # rows of <NULL> only are no captions


def advantages(scores: Float[np.ndarray, "N S"]) -> Float64[np.ndarray, "N S"]:
    """
    Compare every caption of a picture with the mean of the picture's other captions.

    Parameters
    ----------
    scores : ndarray of float, shape (N, S)
        Scores of S captions, at least 2, of N pictures.

    Returns
    -------
    ndarray of float64, shape (N, S)
        How much better than the others each is; every row adds up to 0.
    """
    others = (scores.sum(axis=1, keepdims=True) - scores) / (scores.shape[1] - 1)
    return np.asarray(scores - others, dtype=np.float64)


def picture_rows(data: Mapping[str, Any]) -> dict[str, Any]:
    """
    Lay all captions of a picture side by side: what `SelfCritical` is trained on.

    Parameters
    ----------
    data : mapping
        What `load_coco_data` or `load_scenes` returns.

    Returns
    -------
    dict
        The same, but that ``train_captions`` and ``val_captions`` have a row a picture with R * L
        entries, for R the captions that a picture of the split has at most; ``<NULL>`` fills the
        places of those that it lacks.
    """
    rows = dict(data)
    null = data["word_to_idx"]["<NULL>"]
    for split in ("train", "val"):
        if f"{split}_captions" not in data:
            continue
        captions, image_idxs = data[f"{split}_captions"], data[f"{split}_image_idxs"]
        pictures, place, counts = np.unique(image_idxs, return_inverse=True, return_counts=True)
        order = np.argsort(place, kind="stable")
        # Of each caption, in the order of the pictures: the how-manieth of its picture it is.
        number = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
        shape = (len(pictures), counts.max(), captions.shape[1])
        side_by_side = np.full(shape, null, dtype=captions.dtype)
        side_by_side[place[order], number] = captions[order]
        rows[f"{split}_captions"] = side_by_side.reshape(len(pictures), -1)
        rows[f"{split}_image_idxs"] = pictures
    return rows
