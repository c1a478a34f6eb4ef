"""What ``unrolled score`` does, once its options are read."""

import sys
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from unrolled.cli.captioning import features_trained_on
from unrolled.cli.console import messages, print_json, results
from unrolled.cli.data_option import check_fits, load_data
from unrolled.cli.score_table import score_table
from unrolled.models import Ensemble, beam_search, greedy_search
from unrolled.models.beam import check_length_penalty
from unrolled.training import consensus_search, load_model, score_captions
from unrolled.training.metrics import Decode


@dataclass(frozen=True)
class ScoreOptions:
    """The options of the command, under their own names."""

    models: list[Path]
    data: str | None
    split: str
    beams: list[int]
    length_penalty: float
    consensus: int | None
    count: int | None


def score_and_print(options: ScoreOptions, *, as_json: bool) -> None:
    """
    Load, score and print.

    Parameters
    ----------
    options : ScoreOptions
        The options.
    as_json : bool
        Whether to print JSON instead of a table.
    """
    check_length_penalty(options.length_penalty, "--length-penalty")
    loaded = [load_model(path) for path in options.models]
    source = options.data or features_trained_on(options.models) or "scenes"
    data = load_data(source, None, 0)
    splits = [key.removesuffix("_captions") for key in data if key.endswith("_captions")]
    if options.split not in splits:
        raise ValueError(f"--split {options.split}: {source} has the splits {', '.join(splits)}")
    for path, one in zip(options.models, loaded, strict=True):
        check_fits(path, one, data, options.split, source)
    model = loaded[0] if len(loaded) == 1 else Ensemble(loaded)
    decodings = _decodings(options)
    scores = []
    for name, decode in decodings.items():
        show = messages().status(f"Captioning pictures ({name}) ...")
        with show if sys.stderr.isatty() else nullcontext():
            found = score_captions(model, data, options.split, decode=decode, count=options.count)
        scores.append({"split": options.split, "decoding": name, **found._asdict()})
    if as_json:
        listed = [str(path) for path in options.models]
        print_json({"models": listed, "data": source, "scores": scores})
    else:
        results().print(score_table(scores))


def _decodings(options: ScoreOptions) -> dict[str, Decode]:
    found: dict[str, Decode] = {}
    power = options.length_penalty
    for width in options.beams:
        if width == 1:
            found["greedy"] = greedy_search
        else:
            found[f"beam {width}"] = partial(beam_search, beam_width=width, length_penalty=power)
    if options.consensus is not None:
        found[f"consensus {options.consensus}"] = partial(
            consensus_search, beam_width=options.consensus, length_penalty=power
        )
    return found
