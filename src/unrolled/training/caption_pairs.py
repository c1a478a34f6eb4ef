"""Predictions and references that belong together, checked before anything is counted."""

from collections.abc import Sequence


def check_pairs(predictions: Sequence[str], references: Sequence[Sequence[str]]) -> None:
    """
    Check that there are predictions, and references for each.

    Parameters
    ----------
    predictions : sequence of str
        A caption for each picture.
    references : sequence of sequences of str
        For each picture, its right captions.

    Raises
    ------
    ValueError
        If there is no picture, or there are not as many references as predictions.
    TypeError
        If the predictions, or the references of a picture, are a single text.
    """
    # A text is a sequence of texts as well, of its letters: it would never match, and never fail.
    if isinstance(predictions, str):
        raise TypeError("predictions should be a list of captions, one a picture, not one text")
    if any(isinstance(right, str) for right in references):
        raise TypeError("the references of a picture should be a list of captions, not one text")
    if len(predictions) != len(references) or not predictions:
        raise ValueError(
            "there should be at least one prediction, and references for each; got "
            f"{len(predictions)} predictions and {len(references)} references"
        )
