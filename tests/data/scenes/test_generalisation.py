"""New combinations, captioned by a net that was never shown them."""

import numpy as np
import pytest

from unrolled.models import CaptioningRNN
from unrolled.training import CaptioningSolver, caption_exact_match, describe_pictures


@pytest.fixture(scope="module")
def scores(default_scenes):
    """The share of pictures captioned exactly right, by split."""
    model = CaptioningRNN(
        default_scenes["word_to_idx"],
        input_dim=default_scenes["train_features"].shape[1],
        wordvec_dim=32,
        hidden_dim=256,
        seed=0,
    )
    CaptioningSolver(
        model,
        default_scenes,
        update_rule="adam",
        optim_config={"learning_rate": 2e-3},
        lr_decay=0.85,
        batch_size=100,
        num_epochs=6,
        verbose=False,
    ).train()
    scored = {}
    for split in ("val", "heldout", "novel"):
        described = describe_pictures(model, default_scenes, split)
        scored[split] = caption_exact_match(described.predictions, described.references)
    return scored


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
    print(", ".join(f"{split} {score:.1%}" for split, score in scores.items()))
    assert scores["val"] >= 0.95
    assert scores["heldout"] >= 0.90


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
