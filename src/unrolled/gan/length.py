"""How long a run is to be."""

from unrolled.gan.checks import check_count


def last_step(
    steps_an_epoch: int,
    num_epochs: int | None,
    num_steps: int | None,
    max_seconds: float | None,
) -> int | None:
    """
    Say at which step a run ends.

    Parameters
    ----------
    steps_an_epoch : int
        Steps of an epoch.
    num_epochs, num_steps : int, optional
        How many of them the whole run is to have; one of the two.
    max_seconds : float, optional
        How many seconds it may take; alone, it is all that ends the run.

    Returns
    -------
    int or None
        The number of steps; None where only the time ends it.

    Raises
    ------
    ValueError
        If nothing is said, or both, or a number makes no sense.
    """
    if num_epochs is not None and num_steps is not None:
        raise ValueError("say either num_epochs or num_steps, not both")
    if max_seconds is not None and not max_seconds > 0:
        raise ValueError(f"max_seconds should be positive; got {max_seconds}")
    if num_steps is not None:
        check_count("num_steps", num_steps, least=0)
        return num_steps
    if num_epochs is not None:
        check_count("num_epochs", num_epochs, least=0)
        return num_epochs * steps_an_epoch
    if max_seconds is None:
        raise ValueError("say how long to train: num_epochs, num_steps or max_seconds")
    return None
