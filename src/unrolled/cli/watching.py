"""A look at a picture while it is being made: how far it is, and frames of it."""

from pathlib import Path
from typing import Any

import numpy as np

from unrolled.data import save_image


class Watch:
    """
    Count the steps of a run, and save pictures on the way.

    Parameters
    ----------
    network : PictureNetwork
        The network that the pictures are preprocessed for.
    total : int
        How many steps there will be.
    folder : pathlib.Path or None
        Where pictures go; None for nowhere.
    every : int
        After how many steps one goes there.
    """

    def __init__(
        self,
        network: Any,  # noqa: ANN401 - a class of TensorFlow's side
        total: int,
        folder: Path | None,
        every: int,
    ) -> None:
        self.network = network
        self.total = total
        self.folder = folder
        self.every = every
        self.done = 0
        self._before = 0

    @property
    def interrupted(self) -> bool:
        """Whether the run ended before its last step."""
        return self.done < self.total

    def __call__(self, done: int, picture: np.ndarray) -> None:
        """
        Take note of a picture on the way.

        Parameters
        ----------
        done : int
            How many steps were made; it begins anew where a run has several parts.
        picture : array (1, H, W, 3)
            The picture, preprocessed.
        """
        from unrolled.vision import deprocess_image

        if done <= self.done - self._before:
            self._before = self.done
        self.done = self._before + done
        due = self.done % self.every == 0 or self.done == self.total
        if self.folder is not None and due:
            pixels = deprocess_image(picture[0], model=self.network)
            save_image(self.folder / f"{self.done:04}.png", pixels)
