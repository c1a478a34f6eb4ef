"""Training on the score: its gradient against the exact one, and what it does to a model."""

from itertools import product

import numpy as np
import pytest

from unrolled.models import CaptioningRNN
from unrolled.training import CaptioningSolver, SelfCritical, mean_of_orders, picture_rows
from unrolled.training.self_critical import advantages

WORDS = {"<NULL>": 0, "<START>": 1, "<END>": 2, "<UNK>": 3, "a": 4, "cat": 5}
# Two captions of the first picture, one of the second; rows of four entries.
CAPTIONS = np.array([[1, 4, 5, 2], [1, 5, 2, 0], [1, 4, 2, 0]])
IMAGE_IDXS = np.array([0, 2, 0])
FEATURES = np.random.default_rng(0).standard_normal((3, 3))
DATA = {
    "word_to_idx": WORDS,
    "idx_to_word": list(WORDS),
    "train_captions": CAPTIONS,
    "train_image_idxs": IMAGE_IDXS,
    "train_features": FEATURES,
}


def make(seed=0, dtype=np.float64):
    model = CaptioningRNN(WORDS, 3, 2, 3, "lstm", dtype, seed=seed)
    model.params["b_vocab"][:2] = -30  # never <NULL>, never <START>
    return model


def test_the_captions_of_a_picture_lie_side_by_side():
    rows = picture_rows(DATA)
    np.testing.assert_array_equal(rows["train_image_idxs"], [0, 2])
    expected = [[1, 4, 5, 2, 1, 4, 2, 0], [1, 5, 2, 0, 0, 0, 0, 0]]
    np.testing.assert_array_equal(rows["train_captions"], expected)
    assert rows["train_captions"].dtype == CAPTIONS.dtype
    assert rows["train_features"] is FEATURES


def test_every_caption_of_larger_data_is_kept():
    rng = np.random.default_rng(3)
    captions, image_idxs = rng.integers(4, 9, size=(60, 4)), rng.integers(11, size=60)
    rows = picture_rows(DATA | {"train_captions": captions, "train_image_idxs": image_idxs})
    for picture, row in zip(rows["train_image_idxs"], rows["train_captions"], strict=True):
        kept = row.reshape(-1, 4)
        kept = kept[kept.any(axis=1)]
        np.testing.assert_array_equal(kept, captions[image_idxs == picture])


def test_an_advantage_is_the_distance_to_the_others():
    np.testing.assert_allclose(advantages(np.array([[1.0, 0.0, 0.5]])), [[0.75, -0.75, 0.0]])


def sentences():
    """All rows of three entries that can be drawn: words, then <END>, then <NULL>."""
    for length in range(4):
        for words in product((3, 4, 5), repeat=length):
            yield [*words, 2, 0, 0][:3] if length < 3 else list(words)


def score(words, references):
    """<END> counts as a word, and <UNK> as none."""
    text = " ".join("drawn" if i == 3 else str(i) for i in words if i != 0)
    return mean_of_orders([text], references)[0]


def exact_gradients(model, references):
    """Minus the gradient of the expected score: every caption times its probability."""
    rows = np.array(list(sentences()))
    features = np.repeat(FEATURES[:1], len(rows), axis=0)
    captions = np.insert(rows, 0, 1, axis=1)
    logs = [model.loss(features[[n]], captions[[n]])[0] for n in range(len(rows))]
    probabilities = np.exp(-np.array(logs))
    assert probabilities.sum() == pytest.approx(1)
    worth = np.array([score(row, references) for row in rows.tolist()])
    # d(-sum p r) = sum p r d(-log p), and d(-log p) is what the loss of a caption gives.
    weights = probabilities * worth * len(rows)
    _, grads = model.loss(features, captions, weights=weights)
    return float(probabilities @ worth), grads


def test_drawn_gradients_are_the_exact_ones_on_average():
    model = make()
    model.params["W_embed"] *= 100
    critic = SelfCritical(model, caption_length=4, samples=40)
    references = picture_rows(DATA)["train_captions"][:1]
    expected, exact = exact_gradients(model, ["4 5 2", "4 2"])
    drawn = [critic.loss(FEATURES[:1], references, seed=seed) for seed in range(120)]
    assert -np.mean([loss for loss, _ in drawn]) == pytest.approx(expected, abs=0.01)
    for name in ("b_vocab", "W_vocab", "b", "W_proj"):
        samples = np.array([grads[name] for _, grads in drawn])
        error = samples.std(axis=0) / np.sqrt(len(samples))
        off = np.abs(samples.mean(axis=0) - exact[name])
        assert (off < 5 * error + 1e-9).all(), name
        # With errors as large as the gradients, no mistake would be noticed.
        assert np.abs(exact[name]).max() > 10 * error.max(), name


def test_training_raises_the_score():
    model = make(dtype=np.float32)
    rows = picture_rows(DATA | {"train_features": FEATURES.astype(np.float32)})
    critic = SelfCritical(model, caption_length=4)
    settings = {"batch_size": 2, "num_epochs": 150, "verbose": False}
    solver = CaptioningSolver(critic, rows, "adam", {"learning_rate": 0.02}, **settings)
    solver.train()
    first, last = np.mean(solver.loss_history[:10]), np.mean(solver.loss_history[-10:])
    assert last < first - 0.3
    sampled = model.sample(FEATURES[[0, 2]].astype(np.float32), 3)
    assert sampled.tolist()[1] == [5, 2, 0]


def test_a_run_can_be_cut_anywhere(tmp_path):
    def train(epochs, checkpoint):
        rows = picture_rows(DATA)
        critic = SelfCritical(make(), caption_length=4)
        settings = {"batch_size": 2, "num_epochs": epochs, "verbose": False}
        rate = {"learning_rate": 0.02}
        solver = CaptioningSolver(critic, rows, "adam", rate, **settings, checkpoint=checkpoint)
        solver.train()
        return solver

    whole = train(6, None)
    train(3, tmp_path / "run.h5")
    resumed = train(6, tmp_path / "run.h5")
    assert resumed.loss_history == whole.loss_history
    for name, value in resumed.model.params.items():
        np.testing.assert_array_equal(value, whole.model.params[name])


def test_the_same_seed_draws_the_same_captions():
    critic, rows = SelfCritical(make(), caption_length=4), picture_rows(DATA)["train_captions"]
    losses = [critic.loss(FEATURES[[0, 2]], rows, seed=seed)[0] for seed in (7, 7, 8)]
    assert losses[0] == losses[1] != losses[2]


REFERENCES = np.concatenate([CAPTIONS, CAPTIONS], axis=1)  # of three pictures, two each


def changed(entry):
    references = REFERENCES.copy()
    references[1, 2] = entry
    return references


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize(
    ("features", "references", "error", "message"),
    [
        (FEATURES, CAPTIONS[:, :3], ValueError, r"of 4 entries each; got 3 .* picture_rows makes"),
        (FEATURES, CAPTIONS[:, :0], ValueError, r"of 4 entries each; got 0 entries"),
        (FEATURES, REFERENCES[:2], ValueError, r"references should have shape \(N, M\) = \(3, M\)"),
        (FEATURES, REFERENCES[0], ValueError, r"references should have shape \(N, M\)"),
        (FEATURES, REFERENCES * 1.0, TypeError, "references should hold integers, got float64"),
        (FEATURES, changed(6), IndexError, r"V = 6, got 6 at references\[1, 2\]"),
        (FEATURES, changed(-1), IndexError, r"V = 6, got -1 at references\[1, 2\]"),
        (
            FEATURES[:, :2],
            REFERENCES,
            ValueError,
            r"features should have shape \(N, D\) = \(3, 3\)",
        ),
        (FEATURES > 0, REFERENCES, TypeError, "features should hold floats"),
        (FEATURES[:0], REFERENCES[:0], ValueError, "features should hold at least one picture"),
        (FEATURES, REFERENCES * 0, ValueError, "at least one reference; got none"),
    ],
)
def test_what_does_not_fit_is_refused(features, references, error, message):
    critic = SelfCritical(make(), caption_length=4)
    with pytest.raises(error, match=message):
        critic.loss(features, references)


def test_a_vocabulary_without_marks_is_refused():
    model = CaptioningRNN({"<NULL>": 0, "cat": 1}, 3, 2, 3)
    with pytest.raises(ValueError, match="needs a vocabulary with <START> and <END>"):
        SelfCritical(model, caption_length=4)


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize(
    ("sizes", "error", "message"),
    [
        ((1, 5), ValueError, "caption_length should be at least 2; got 1"),
        ((4, 1), ValueError, "samples should be at least 2; got 1"),
        ((4.0, 5), TypeError, r"caption_length should be a whole number; got 4\.0"),
        ((4, "5"), TypeError, "samples should be a whole number; got '5'"),
    ],
)
def test_numbers_that_cannot_be_are_refused(sizes, error, message):
    with pytest.raises(error, match=message):
        SelfCritical(make(), *sizes)
