"""New combinations, captioned by a net that was never shown them."""

import numpy as np
import pytest

from unrolled.models import CaptioningRNN
from unrolled.training import CaptioningSolver, caption_exact_match, describe_pictures


def train_and_score(scenes, cell_type, hidden_dim, learning_rate, batch_size, num_epochs):
    """The share of pictures captioned exactly right, by split."""
    model = CaptioningRNN(
        scenes["word_to_idx"],
        input_dim=scenes["train_features"].shape[1],
        wordvec_dim=32,
        hidden_dim=hidden_dim,
        cell_type=cell_type,
        seed=0,
    )
    CaptioningSolver(
        model,
        scenes,
        update_rule="adam",
        optim_config={"learning_rate": learning_rate},
        lr_decay=0.85,
        batch_size=batch_size,
        num_epochs=num_epochs,
        verbose=False,
    ).train()
    scored = {}
    for split in ("val", "heldout", "novel"):
        described = describe_pictures(model, scenes, split)
        scored[split] = caption_exact_match(described.predictions, described.references)
    print(", ".join(f"{split} {score:.1%}" for split, score in scored.items()))
    return scored


@pytest.fixture(scope="module")
def scores(default_scenes):
    return train_and_score(default_scenes, "rnn", 256, 2e-3, batch_size=100, num_epochs=6)


def score_of_nearest_training_pictures(scenes, split):
    """Give each picture a caption of the training picture whose features are closest."""
    known = scenes["train_features"].astype(float)
    new = scenes[f"{split}_features"].astype(float)
    distance = (known**2).sum(axis=1) - 2 * new @ known.T  # and the same for all known ones
    captions = [scenes["train_references"][i][0] for i in distance.argmin(axis=1)]
    return caption_exact_match(captions, scenes[f"{split}_references"])


def test_the_default_set_is_large_enough_to_score(default_scenes):
    sizes = [
        len(default_scenes[f"{split}_pictures"]) for split in ("train", "val", "heldout", "novel")
    ]
    assert sizes == [3000, 500, 500, 500]


def test_held_out_combinations_are_captioned_exactly(scores):
    assert scores["val"] >= 0.95
    assert scores["heldout"] >= 0.90


def test_an_lstm_captions_them_exactly_too(default_scenes):
    scores = train_and_score(default_scenes, "lstm", 128, 4e-3, batch_size=50, num_epochs=8)
    assert scores["val"] >= 0.95
    assert scores["heldout"] >= 0.95


def test_novel_things_are_harder_but_not_out_of_reach(default_scenes, scores):
    nearest = score_of_nearest_training_pictures(default_scenes, "novel")
    assert nearest + 0.05 < scores["novel"] < scores["heldout"] - 0.1


def test_remembering_the_nearest_picture_is_of_no_use_for_them(default_scenes):
    assert score_of_nearest_training_pictures(default_scenes, "val") > 0.5
    assert score_of_nearest_training_pictures(default_scenes, "heldout") < 0.2


def test_no_training_caption_is_right_for_a_new_combination(default_scenes):
    trained = {caption for captions in default_scenes["train_references"] for caption in captions}
    for split in ("heldout", "novel"):
        assert trained.isdisjoint(np.concatenate(default_scenes[f"{split}_references"]).tolist())
