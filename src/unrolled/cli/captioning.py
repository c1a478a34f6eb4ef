"""What ``unrolled caption`` does, once its options are read."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Int32
from tqdm import tqdm

from unrolled.cli.console import print_json, results
from unrolled.cli.data_option import data_place
from unrolled.cli.picture_features import (
    Described,
    from_file,
    of_pictures,
    seen_by_squeezenet,
)
from unrolled.data import DataError, decode_captions
from unrolled.models import CaptioningRNN, Ensemble, beam_candidates, sample_captions
from unrolled.models.beam import check_length_penalty
from unrolled.training import load_model, load_notes

_BATCH = 256


@dataclass(frozen=True)
class CaptionOptions:
    """The options of the command, under their own names."""

    models: list[Path]
    pictures: list[str]
    features: Path | None
    rows: list[int]
    data: str | None
    squeezenet: bool
    beam: int
    length_penalty: float
    sample: bool
    temperature: float
    top_k: int | None
    seed: int
    count: int
    max_length: int


def caption_and_print(options: CaptionOptions, *, as_json: bool, quiet: bool) -> None:
    """
    Load, caption and print.

    Parameters
    ----------
    options : CaptionOptions
        The options.
    as_json : bool
        Whether to print JSON instead of lines.
    quiet : bool
        Whether to leave out the progress bar.
    """
    _check(options)
    loaded = [load_model(path) for path in options.models]
    if options.features is not None:
        described = from_file(options.features, options.rows)
    elif options.squeezenet:
        described = seen_by_squeezenet(options.pictures, quiet=quiet)
    else:
        # What --data names is meant for all models, whatever they were trained on.
        trained_on = None if options.data else features_trained_on(options.models)
        described = of_pictures(options.pictures, options.data, trained_on)
    _check_features(options, loaded, described)
    model = loaded[0] if len(loaded) == 1 else Ensemble(loaded)
    found = []
    hidden = quiet or not sys.stderr.isatty()
    bar_settings: dict[str, Any] = {"desc": "captioning", "unit": "picture", "delay": 1}
    with tqdm(total=len(described.names), disable=hidden, file=sys.stderr, **bar_settings) as bar:
        for captions in _in_batches(model, described.features, options):
            found += captions
            bar.update(len(captions))
    _print(options, described.names, found, as_json=as_json)


def _check(options: CaptionOptions) -> None:
    if not options.models:
        raise ValueError(
            "there is no model: name a file that `unrolled train captions` saved, such as "
            "captions.h5, before the pictures or with --model"
        )
    if options.features is not None and options.pictures:
        raise ValueError(
            f"--features {options.features} and the picture {options.pictures[0]}: give one or "
            "the other, for a row of features has no name (--row picks rows)"
        )
    if options.features is None and not options.pictures:
        raise ValueError("there is nothing to caption: name pictures, or features with --features")
    if options.rows and options.features is None:
        raise ValueError("--row picks rows of a file of features: name it with --features")
    if not options.sample and options.count > options.beam:
        raise ValueError(
            f"--count {options.count} captions need a beam at least as wide: --beam "
            f"{options.count}, or --sample"
        )
    check_length_penalty(options.length_penalty, "--length-penalty")


def features_trained_on(paths: Sequence[Path]) -> str | None:
    """
    Tell what features models were trained on, which must be the same for all.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        The models' files.

    Returns
    -------
    str or None
        What ``--data`` named when they were trained; None if no file says it. Of one folder that
        they name in several ways, the first.

    Raises
    ------
    ValueError
        If they were trained on different ones.
    """
    known = {path: load_notes(path).get("features") for path in paths}
    first = known[paths[0]]
    for path, features in known.items():
        if features and first and data_place(features) != data_place(first):
            raise ValueError(
                f"the models of an ensemble should be trained on the same features; {paths[0]} was "
                f"on those of {first}, {path} on those of {features}"
            )
    return next((features for features in known.values() if features), None)


def _check_features(
    options: CaptionOptions, models: Sequence[CaptioningRNN], described: Described
) -> None:
    names, features = described
    place = str(options.features or options.data or names[0])
    for path, model in zip(options.models, models, strict=True):
        wanted = model.config["input_dim"]
        if features.shape[1] != wanted:
            expected = f"{wanted} numbers a picture, as {path} was trained on"
            advice = "Use the features, and the options, that the model was trained with."
            found = f"{features.shape[1]}"
            raise DataError.about(place, "features", expected=expected, found=found, advice=advice)
    broken = ~np.isfinite(features).all(axis=1)
    if broken.any():
        row = int(broken.argmax())
        found = f"{features[row][~np.isfinite(features[row])][0]} in {names[row]}"
        raise DataError.about(place, "features", expected="finite numbers", found=found)


def _in_batches(
    model: CaptioningRNN | Ensemble, features: Float[np.ndarray, "P D"], options: CaptionOptions
) -> Iterator[list[list[dict[str, Any]]]]:
    """Caption some pictures after the other: of each, its captions."""
    # One generator for all: each picture has a stream of its own, wherever a batch begins.
    rng = np.random.default_rng(options.seed)
    for start in range(0, len(features), _BATCH):
        some = features[start : start + _BATCH]
        if options.sample:
            flat = _drawn(model, some, options, rng)
        else:
            flat = _of_beam(model, some, options)
        yield [
            [caption for caption in flat[at : at + options.count] if caption]
            for at in range(0, len(flat), options.count)
        ]


def _drawn(
    model: CaptioningRNN | Ensemble,
    features: Float[np.ndarray, "P D"],
    options: CaptionOptions,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    captions = sample_captions(
        model,
        np.repeat(features, options.count, axis=0),
        options.max_length,
        temperature=options.temperature,
        top_k=options.top_k,
        seed=rng,
    )
    return [{"caption": text} for text in _texts(model, captions)]


def _of_beam(
    model: CaptioningRNN | Ensemble, features: Float[np.ndarray, "P D"], options: CaptionOptions
) -> list[dict[str, Any]]:
    candidates = beam_candidates(
        model,
        features,
        options.max_length,
        beam_width=options.beam,
        length_penalty=options.length_penalty,
    )
    best = candidates.captions[:, : options.count].reshape(-1, options.max_length)
    scores = candidates.log_probs[:, : options.count].ravel().tolist()
    # A beam may find fewer captions than it is wide: the rest has no probability.
    return [
        {"caption": text, "log_probability": score} if score > -np.inf else {}
        for text, score in zip(_texts(model, best), scores, strict=True)
    ]


def _texts(model: CaptioningRNN | Ensemble, captions: Int32[np.ndarray, "N L"]) -> Sequence[str]:
    words = sorted(model.word_to_idx, key=lambda word: model.word_to_idx[word])
    return decode_captions(captions, words, markers=False)


def _print(
    options: CaptionOptions,
    names: Sequence[str],
    found: Sequence[list[dict[str, Any]]],
    *,
    as_json: bool,
) -> None:
    if as_json:
        print_json(
            {
                "models": [str(path) for path in options.models],
                "pictures": [
                    {"picture": name, "captions": captions}
                    for name, captions in zip(names, found, strict=True)
                ],
            }
        )
        return
    from rich.text import Text

    console = results()
    for name, captions in zip(names, found, strict=True):
        for caption in captions:
            line = Text.assemble((f"{name}: ", "dim"), caption["caption"])
            console.print(line, soft_wrap=True)
