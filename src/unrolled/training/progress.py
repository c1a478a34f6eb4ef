"""What a run tells while it trains: a progress bar on standard error, lines on standard output."""

import sys

from tqdm import tqdm

# Steps that the loss on the bar is averaged over.
_SMOOTHING = 20


class Progress:
    """
    A progress bar with the running loss, and the lines that the course prints.

    Parameters
    ----------
    done, total : int
        Steps already taken, and steps of the whole run.
    print_every : int
        Steps between lines.
    verbose : bool
        Whether to print lines.
    bar : bool, optional
        Whether to show the bar; by default if ``verbose`` and standard error is a terminal.
    """

    def __init__(
        self, done: int, total: int, print_every: int, verbose: bool, bar: bool | None
    ) -> None:
        self._total, self._print_every, self._verbose = total, print_every, verbose
        shown = bar if bar is not None else verbose and sys.stderr.isatty()
        self._bar = tqdm(
            desc="training",
            initial=done,
            total=total,
            unit="step",
            disable=not shown,
            dynamic_ncols=True,
            file=sys.stderr,
        )

    def __enter__(self) -> "Progress":
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the bar as it stands and give the line back."""
        self._bar.close()

    def after_step(self, losses: list[float], news: str = "") -> None:
        """
        Move the bar on, and print the lines that are due.

        Parameters
        ----------
        losses : list of float
            The losses of all steps so far.
        news : str
            What a validation after this step found, if there was one.
        """
        recent = losses[-_SMOOTHING:]
        self._bar.set_postfix_str(f"loss {sum(recent) / len(recent):.3f}", refresh=False)
        self._bar.update()
        place = f"(Iteration {len(losses)} / {self._total})"
        if (len(losses) - 1) % self._print_every == 0:
            self.line(f"{place} loss: {losses[-1]:f}")
        if news:
            self.line(f"{place} {news}")

    def line(self, text: str) -> None:
        """
        Print a line above the bar.

        Parameters
        ----------
        text : str
            The line.
        """
        if self._verbose:
            tqdm.write(text, file=sys.stdout)
