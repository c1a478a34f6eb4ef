"""What a network sees in a picture, told to programs and to people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import UInt8
from rich.text import Text

from unrolled.data import class_name

_BAR = 24  # characters of a bar that stands for certainty
_SHOWN = 5


def likeliest(shares: np.ndarray, count: int = _SHOWN) -> list[dict[str, Any]]:
    """
    Name the likeliest classes.

    Parameters
    ----------
    shares : array (classes,)
        What `probabilities` gives.
    count : int
        How many classes to name.

    Returns
    -------
    list of dict
        By falling probability: ``number``, ``name``, ``probability``.
    """
    best = np.argsort(-shares, kind="stable")[:count]
    return [as_class(int(number), shares) for number in best]


def as_class(number: int, shares: np.ndarray) -> dict[str, Any]:
    """
    Describe a class and its probability, as JSON can hold them.

    Parameters
    ----------
    number : int
        The class.
    shares : array (classes,)
        The probabilities.

    Returns
    -------
    dict
        ``number``, ``name`` and ``probability``.
    """
    return {
        "number": number,
        "name": class_name(number),
        "probability": round(float(shares[number]), 6),
    }


def guess_lines(
    classes: Sequence[dict[str, Any]], *, bars: bool, marked: int | None = None
) -> Iterator[Text]:
    """
    Lay out what a network sees, one line a class.

    Parameters
    ----------
    classes : sequence of dict
        What `likeliest` gives.
    bars : bool
        Whether to draw the probabilities as bars, too.
    marked : int, optional
        A class to point out.

    Yields
    ------
    rich.text.Text
        A line.
    """
    for entry in classes:
        share, style = entry["probability"], "bold green" if entry["number"] == marked else ""
        line = Text.assemble((f"{entry['number']:5}", "dim"), f"  {share:6.1%}  ")
        if bars:
            bar = "█" * round(_BAR * share) or "▏"
            line.append(f"{bar:{_BAR}}  ", style or "cyan")
        yield line.append(entry["name"], style)


def described(
    picture: str,
    seen: UInt8[np.ndarray, "h w 3"],
    network: Any,  # noqa: ANN401 - a class of TensorFlow's side
) -> dict[str, Any]:
    """
    Describe what was looked at, as JSON can hold it.

    Parameters
    ----------
    picture : str
        The picture, as the command line names it.
    seen : UInt8[np.ndarray, "h w 3"]
        Its pixels, as the network gets them.
    network : PictureNetwork
        The network.

    Returns
    -------
    dict
        ``picture``, ``network``, ``width``, ``height``.
    """
    height, width = seen.shape[:2]
    return {"picture": picture, "network": network.title, "width": width, "height": height}


def heading(report: Mapping[str, Any]) -> Text:
    """
    Say what was looked at.

    Parameters
    ----------
    report : mapping
        What `described` gives, and more.

    Returns
    -------
    rich.text.Text
        A line.
    """
    size = f"{report['width']} by {report['height']} pixels"
    return Text.assemble(
        (report["picture"], "bold"), f", {size}, seen by ", (report["network"], "bold")
    )
