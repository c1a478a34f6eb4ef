"""A model whose every next word depends on all words before it, and its captions counted out."""

from typing import NamedTuple

import numpy as np
from scipy.special import log_softmax

from unrolled.models.start import find_special_words

WORDS = {"<NULL>": 0, "<START>": 1, "<END>": 2, "<UNK>": 3, "a": 4, "cat": 5, "dog": 6}


class Caption(NamedTuple):
    words: tuple[int, ...]
    log_prob: float


class TreeModel:
    """
    Random log-probabilities for every picture and every beginning of a caption.

    A state is the picture's number and the number of the words so far; a picture's feature is its
    number. `log_probs_after` is what a test can compute with, a word at a time.
    """

    def __init__(self, words=WORDS, seed=0, spread=1.0):
        self.word_to_idx, self.seed, self.spread = dict(words), seed, spread
        self.special_words = find_special_words(words)
        self.states = 2
        self.steps = []  # how many rows each step had
        self._histories, self._numbers, self._table = [()], {(): 0}, {}

    def start(self, features):
        return features[:, 0].astype(np.int64), np.full(len(features), -1)

    def step(self, words, state):
        self.steps.append(len(words))
        histories = [
            () if number < 0 else (*self._histories[number], int(word))
            for number, word in zip(state[1], words, strict=True)
        ]
        pictures = state[0]
        rows = [self.log_probs_after(p, h) for p, h in zip(pictures, histories, strict=True)]
        numbers = np.array([self._number(history) for history in histories], dtype=np.int64)
        return np.array(rows).reshape(len(words), len(self.word_to_idx)), (pictures, numbers)

    def _number(self, history):
        if history not in self._numbers:
            self._numbers[history] = len(self._histories)
            self._histories.append(history)
        return self._numbers[history]

    def log_probs_after(self, picture, history):
        key = (int(picture), history)
        if key not in self._table:
            rng = np.random.default_rng([self.seed, key[0], *history])
            scores = rng.standard_normal(len(self.word_to_idx)) * self.spread
            self._table[key] = log_softmax(scores)
        return self._table[key]


def pictures(N):
    """Features of N pictures of a `TreeModel`."""
    return np.arange(N, dtype=np.float64)[:, np.newaxis]


def allowed_words(model, allow_unk=False):
    never = {"<NULL>", "<START>"} | (set() if allow_unk else {"<UNK>"})
    return [index for word, index in model.word_to_idx.items() if word not in never]


def all_captions(model, picture, max_length, allow_unk=False):
    """Every caption there is: up to <END>, or of the largest length, by going through all."""
    found, open_ones = [], [Caption((), 0.0)]
    end = model.word_to_idx.get("<END>")
    while open_ones:
        words, log_prob = open_ones.pop()
        for word in allowed_words(model, allow_unk):
            longer = Caption((*words, word), log_prob + model.log_probs_after(picture, words)[word])
            done = word == end or len(longer.words) == max_length
            (found if done else open_ones).append(longer)
    return found


def score(caption, length_penalty):
    return caption.log_prob / len(caption.words) ** length_penalty


def padded(captions, max_length):
    """Captions as rows, filled with <NULL>."""
    return [[*words, *[0] * (max_length - len(words))] for words in captions]
