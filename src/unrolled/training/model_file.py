"""Saving a captioning model and getting it back, from a file of its own or from a checkpoint."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from unrolled.models import CaptioningRNN
from unrolled.models.scaling import FeatureScaling
from unrolled.runs.hdf5 import CheckpointError, read_tree, write_tree
from unrolled.training.trainable import Trainable, captioning_model


def model_tree(model: Trainable) -> dict[str, Any]:
    """
    Gather what a file has to hold of a model.

    Parameters
    ----------
    model : Trainable
        A `CaptioningRNN`, a model that trains one, or any other that has ``params``.

    Returns
    -------
    dict
        ``class`` and ``params``, and of a `CaptioningRNN` all that it takes to build it again.
    """
    captioner = captioning_model(model)
    saved = model if captioner is None else captioner
    tree: dict[str, Any] = {"class": type(saved).__name__, "params": dict(saved.params)}
    if captioner is not None:
        tree["config"] = captioner.config
        if captioner.scaling is not None:
            tree["scaling"] = captioner.scaling._asdict()
    return tree


def save_model(
    model: CaptioningRNN,
    path: str | os.PathLike[str],
    *,
    notes: Mapping[str, Any] | None = None,
) -> None:
    """
    Save a model: parameters, vocabulary, form, and how it scales features.

    Parameters
    ----------
    model : CaptioningRNN
        The model.
    path : str or path
        The HDF5 file; one that is there is replaced in one moment.
    notes : mapping, optional
        What else is worth knowing, as JSON can hold it. The command ``unrolled train captions``
        notes the ``settings`` of the run, and under ``features`` which features these were.

    Raises
    ------
    OSError
        If it cannot be written; a file that was there is then as it was.

    See Also
    --------
    load_model : The way back.
    load_notes : The way back for the notes.
    """
    write_tree(Path(path), {"model": model_tree(model), "notes": dict(notes or {})})


def load_model(path: str | os.PathLike[str]) -> CaptioningRNN:
    """
    Get a model back.

    Parameters
    ----------
    path : str or path
        A file that `save_model` wrote, or a checkpoint of `CaptioningSolver`.

    Returns
    -------
    CaptioningRNN
        The model as it was, down to the last bit.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    CheckpointError
        If the file is damaged, is something else, or holds a model of another class.
    """
    path = Path(path)
    tree = read_tree(path).get("model")
    if not isinstance(tree, Mapping) or tree.get("class") != CaptioningRNN.__name__:
        found = tree.get("class", "none") if isinstance(tree, Mapping) else "none"
        raise CheckpointError(
            f"{path} should hold a CaptioningRNN, found {found}. Of another class of model a "
            "checkpoint has the parameters only: build it yourself and resume its training."
        )
    try:
        model = CaptioningRNN(**tree["config"], seed=0)
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path} describes no model that can be built: {error}") from error
    restore_model(model, tree, path)
    return model


def load_notes(path: str | os.PathLike[str]) -> dict[str, Any]:
    """
    Get back what was noted when a model was saved.

    Parameters
    ----------
    path : str or path
        A file that `save_model` wrote, or a checkpoint of `CaptioningSolver`.

    Returns
    -------
    dict
        The notes; empty if there were none.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    CheckpointError
        If the file is damaged or is something else.
    """
    return dict(read_tree(Path(path)).get("notes", {}))


def restore_model(model: Trainable, tree: Mapping[str, Any], path: Path) -> None:
    """
    Put what was saved of a model into one of the same form.

    Parameters
    ----------
    model : Trainable
        The model.
    tree : mapping
        What `model_tree` gathered.
    path : pathlib.Path
        Where it comes from, for the message.

    Raises
    ------
    CheckpointError
        If the names, a shape or a dtype of the parameters differ.
    """
    saved = tree.get("params", {})
    mine, theirs = param_forms(model.params), param_forms(saved)
    if mine != theirs:
        different = sorted(
            name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)
        )
        listed = "; ".join(
            f"{name} is {theirs.get(name, 'missing')} in the file, {mine.get(name, 'missing')} in "
            "the model"
            for name in different
        )
        raise CheckpointError(f"{path} holds the parameters of another model: {listed}")
    for name, value in saved.items():
        model.params[name] = np.array(value)
    captioner = captioning_model(model)
    if captioner is not None and "scaling" in tree:
        captioner.scaling = FeatureScaling(**tree["scaling"])


def param_forms(params: Mapping[str, np.ndarray]) -> dict[str, str]:
    """
    Describe parameters by dtype and shape.

    Parameters
    ----------
    params : mapping of str to ndarray
        The parameters.

    Returns
    -------
    dict of str to str
        Such as ``{"b": "float32 (512,)"}``.
    """
    return {name: f"{value.dtype} {value.shape}" for name, value in params.items()}
