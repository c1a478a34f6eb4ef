"""How the learning rate changes during a run: a function of the step, and of nothing before it."""

from dataclasses import dataclass
from math import cos, pi

SCHEDULES = ("exponential", "cosine")
"""The schedules by the names that the solver knows them by."""


@dataclass(frozen=True)
class Schedule:
    """
    The learning rate of every step.

    Attributes
    ----------
    name : str
        ``"exponential"``: constant in an epoch, multiplied by `decay` after each. ``"cosine"``:
        down to zero over the run, slowly, then fast, then slowly.
    start : float
        The rate of the first step.
    decay : float
        The factor of an epoch; 1 for the cosine, which has no such factor.
    per_epoch : int
        Steps of an epoch.
    epochs : int
        Epochs of the run; of use to the cosine only.
    """

    name: str
    start: float
    decay: float
    per_epoch: int
    epochs: int

    def rate(self, step: int) -> float:
        """
        Tell the rate of a step.

        Parameters
        ----------
        step : int
            How many steps were taken before it.

        Returns
        -------
        float
            The learning rate.

        Raises
        ------
        ValueError
            If the step lies beyond the end of a cosine.

        Notes
        -----
        The cosine is that of I. Loshchilov and F. Hutter, *SGDR: stochastic gradient descent with
        warm restarts*, ICLR 2017, without restarts.

        Examples
        --------
        >>> rates = Schedule("cosine", start=1.0, decay=1.0, per_epoch=2, epochs=2)
        >>> [round(rates.rate(step), 3) for step in range(4)]
        [1.0, 0.854, 0.5, 0.146]
        """
        if self.name == "exponential":
            return self.start * self.decay ** (step // self.per_epoch)
        total = self.per_epoch * self.epochs
        if step >= total:
            raise ValueError(
                f"the cosine of this run reached zero after {self.epochs} epochs, step {total}: "
                "begin a new run to train for longer"
            )
        return self.start * (1 + cos(pi * step / total)) / 2
