"""What a run leaves behind beside its networks: losses, samples, and how it ended."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from jaxtyping import Float

Reason = Literal["done", "time", "interrupted", "diverged"]


@dataclass
class GanRun:
    """
    The record of a run, from its first step on.

    Attributes
    ----------
    d_losses : list of float
        The discriminator's loss at each step.
    g_losses : list of float
        The generator's, where it was its turn.
    g_steps : list of int
        The steps, counted from 1, that `g_losses` belong to.
    images : list of ndarray
        Samples (16, 28, 28) in [0, 1], always of the same noise, made now and then.
    image_steps : list of int
        How many steps had been made by then.
    seconds : float
        How long the steps took, compiling the first included, without what was made ready, shown
        and saved between them.
    notes : list of str
        What went wrong, in words.
    reason : {"done", "time", "interrupted", "diverged"}
        Why it ended: all steps were made, the time was up, Ctrl-C was pressed, or a number was none
        any more.
    """

    d_losses: list[float] = field(default_factory=list)
    g_losses: list[float] = field(default_factory=list)
    g_steps: list[int] = field(default_factory=list)
    images: list[Float[np.ndarray, "16 28 28"]] = field(default_factory=list)
    image_steps: list[int] = field(default_factory=list)
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    reason: Reason = "done"

    @property
    def steps(self) -> int:
        """The number of steps made."""
        return len(self.d_losses)

    def add_step(self, d_loss: float, g_loss: float | None) -> None:
        """
        Note the losses of a step.

        Parameters
        ----------
        d_loss : float
            The discriminator's.
        g_loss : float or None
            The generator's; None where it was not its turn.
        """
        self.d_losses.append(d_loss)
        if g_loss is not None:
            self.g_losses.append(g_loss)
            self.g_steps.append(self.steps)

    def tree(self) -> dict[str, Any]:
        """
        Give the record as arrays and plain values, for a file.

        Returns
        -------
        dict
            What `from_tree` takes.
        """
        return {
            "d_losses": np.array(self.d_losses, dtype=np.float64),
            "g_losses": np.array(self.g_losses, dtype=np.float64),
            "g_steps": np.array(self.g_steps, dtype=np.int64),
            "images": np.array(self.images, dtype=np.float32).reshape(-1, 16, 28, 28),
            "image_steps": np.array(self.image_steps, dtype=np.int64),
            "seconds": self.seconds,
            "notes": self.notes,
        }

    @classmethod
    def from_tree(cls, tree: dict[str, Any]) -> "GanRun":
        """
        Take a record up again.

        Parameters
        ----------
        tree : dict
            What `tree` gave.

        Returns
        -------
        GanRun
            The same record.
        """
        lists = ("d_losses", "g_losses", "g_steps", "image_steps")
        return cls(
            **{name: tree[name].tolist() for name in lists},
            images=list(tree["images"]),
            seconds=tree["seconds"],
            notes=list(tree["notes"]),
        )
