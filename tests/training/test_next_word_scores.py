"""Token accuracy and perplexity: against the model's own loss, a loop over words, and chance."""

import numpy as np
import pytest

from support.tiny_captions import WORD_TO_IDX, tiny_data, tiny_model
from support.tree_model import TreeModel, pictures
from unrolled.models import CELLS, CaptioningRNN, Ensemble
from unrolled.training import score_next_words


def counted(data, split="train"):
    return int((data[f"{split}_captions"][:, 1:] != 0).sum())


@pytest.mark.parametrize("cell_type", CELLS)
@pytest.mark.parametrize("batch_size", [1, 4, 500])
def test_perplexity_is_the_loss_of_a_word_made_exponential(cell_type, batch_size):
    data = tiny_data()
    data["train_captions"][2, 3] = 0  # a gap costs nothing, and what comes after it still counts
    model = CaptioningRNN(
        WORD_TO_IDX, 6, wordvec_dim=5, hidden_dim=8, cell_type=cell_type, dtype=np.float64, seed=0
    )
    loss, _ = model.loss(data["train_features"], data["train_captions"])
    found = score_next_words(model, data, "train", batch_size=batch_size)
    words = counted(data)
    assert found.words == words
    assert found.perplexity == pytest.approx(np.exp(loss * 6 / words), rel=1e-10)


def test_words_are_counted_as_a_loop_over_them_does():
    model, rng = TreeModel(seed=2), np.random.default_rng(0)
    captions = np.zeros((40, 8), dtype=np.int32)
    for row in captions:
        length = rng.integers(1, 8)
        row[: length + 1] = [1, *rng.integers(2, 7, size=length)]
    image_idxs = rng.integers(5, size=40)
    data = {"val_captions": captions, "val_image_idxs": image_idxs, "val_features": pictures(5)}
    hits, cost, words = 0, 0.0, 0
    for caption, picture in zip(captions.tolist(), image_idxs, strict=True):
        text = [word for word in caption[1:] if word]
        for t, word in enumerate(text):
            log_probs = model.log_probs_after(picture, tuple(text[:t]))
            hits += log_probs.argmax() == word
            cost -= log_probs[word]
            words += 1
    # The tree takes what was read as its history, and starts it with nothing.
    found = score_next_words(model, data, "val", batch_size=7)
    assert found == (hits / words, pytest.approx(np.exp(cost / words)), words)
    assert 0 < hits < words


def test_a_model_that_knows_nothing_hesitates_between_all_words():
    model, data = tiny_model(), tiny_data()
    model.params["W_vocab"][...] = 0
    found = score_next_words(model, data, "val")
    assert found.perplexity == pytest.approx(len(WORD_TO_IDX), rel=1e-5)
    model.params["b_vocab"][2] = 50  # sure of <END>, which is right once a caption
    found = score_next_words(model, data, "val")
    assert found.accuracy == pytest.approx(6 / counted(data, "val"))
    model.params["b_vocab"][2] = 1e5
    assert score_next_words(model, data, "val").perplexity == np.inf


def test_captions_of_some_pictures_can_be_taken():
    model, data = tiny_model(), tiny_data()
    data["train_image_idxs"] = np.array([4, 0, 4, 1, 0, 4], dtype=np.int32)
    chosen = np.array([0, 1])
    kept = [1, 3, 4]
    part = data | {
        "train_captions": data["train_captions"][kept],
        "train_image_idxs": data["train_image_idxs"][kept],
    }
    found = score_next_words(model, data, "train", pictures=chosen)
    assert found == score_next_words(model, part, "train")
    assert found.words < counted(data)


def test_an_ensemble_is_scored_by_its_mean():
    data, models = tiny_data(), [tiny_model(seed, np.float64) for seed in (0, 1)]
    one, two, both = (
        score_next_words(model, data, "val").perplexity for model in (*models, Ensemble(models))
    )
    # The logarithm of a mean is at least the mean of the logarithms.
    assert both <= np.sqrt(one * two)


def test_a_split_without_words_and_a_batch_of_none_are_refused():
    model, data = tiny_model(), tiny_data()
    with pytest.raises(ValueError, match="split 'train' should hold words to predict; got none"):
        score_next_words(model, data, "train", pictures=np.array([], dtype=np.int64))
    with pytest.raises(ValueError, match="batch_size should be at least 1; got 0"):
        score_next_words(model, data, "train", batch_size=0)


def test_a_split_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"split must be one of .* got 'test'"):
        score_next_words(tiny_model(), tiny_data(), "test")
