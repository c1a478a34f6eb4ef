"""What makes two runs the same run: settings, model and data, described so they can be compared."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from unrolled.models import CaptioningRNN
from unrolled.models.scaling import FeatureScaling
from unrolled.runs.fingerprint import array_fingerprint
from unrolled.training.model_file import param_forms
from unrolled.training.trainable import Trainable, captioning_model


def text_fingerprint(texts: Sequence[Any]) -> str:
    """
    Describe words and captions so that others have another description.

    Parameters
    ----------
    texts : sequence
        Texts, numbers, or sequences of them: what JSON can hold.

    Returns
    -------
    str
        A hash.
    """
    return hashlib.blake2b(json.dumps(texts).encode(), digest_size=8).hexdigest()


def _scaling_fingerprint(scaling: FeatureScaling | None) -> str:
    return "none" if scaling is None else array_fingerprint(np.stack(scaling))


def params_fingerprint(model: CaptioningRNN) -> str:
    """
    Describe the parameters of a model and how it scales features, by their values.

    Parameters
    ----------
    model : CaptioningRNN
        The model.

    Returns
    -------
    str
        A hash: that of another model is another one.
    """
    params = [[name, array_fingerprint(value)] for name, value in model.params.items()]
    return text_fingerprint([*params, _scaling_fingerprint(model.scaling)])


def data_fingerprint(
    data: Mapping[str, Any], splits: tuple[str, ...], *, texts: bool = False
) -> dict[str, str]:
    """
    Describe the data that a run learns from.

    Parameters
    ----------
    data : mapping
        Captions, image indices and features.
    splits : tuple of str
        The splits that are used.
    texts : bool
        Whether what captions of the split ``val`` are compared with is used as well.

    Returns
    -------
    dict of str to str
        A fingerprint for each of the arrays and lists.
    """
    keys = [
        f"{split}_{kind}" for split in splits for kind in ("captions", "image_idxs", "features")
    ]
    found = {key: array_fingerprint(np.asarray(data[key])) for key in keys}
    if texts:
        found["idx_to_word"] = text_fingerprint(list(data["idx_to_word"]))
        # Where the data lists none, the captions themselves are what is right.
        listed = data.get("val_references")
        if listed is not None:
            found["val_references"] = text_fingerprint([list(right) for right in listed])
    return found


def model_fingerprint(model: Trainable) -> dict[str, Any]:
    """
    Describe the form of a model, without the values of its parameters.

    Parameters
    ----------
    model : Trainable
        A model with ``params``.

    Returns
    -------
    dict
        Its class, the dtype and shape of its parameters, what it lists as its ``identity``, and of
        a `CaptioningRNN`, or of one that it trains, cell, vocabulary and scaling of features.
    """
    description: dict[str, Any] = {
        "class": type(model).__name__,
        "params": param_forms(model.params),
    }
    description |= getattr(model, "identity", {})
    captioner = captioning_model(model)
    if captioner is not None:
        description["cell_type"] = captioner.cell_type
        description["vocabulary"] = text_fingerprint(sorted(captioner.word_to_idx.items()))
        description["scaling"] = _scaling_fingerprint(captioner.scaling)
    return description
