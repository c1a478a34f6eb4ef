"""The optimisers of the two players."""

import keras


def get_solvers(
    learning_rate: float = 1e-3, beta1: float = 0.5, *, beta2: float = 0.999
) -> tuple[keras.optimizers.Adam, keras.optimizers.Adam]:
    """
    Make one Adam for each player.

    Parameters
    ----------
    learning_rate : float, default 1e-3
        The step size of both.
    beta1 : float, default 0.5
        How much of the mean gradient is kept from step to step. Less than the usual 0.9, for the
        other player changes what the gradients are about all the time.
    beta2 : float, default 0.999
        How much of the mean squared gradient is kept.

    Returns
    -------
    D_solver, G_solver : keras.optimizers.Adam
        The discriminator's and the generator's.

    Raises
    ------
    ValueError
        If the learning rate is not positive, or a beta not from 0 to below 1.
    """
    if not learning_rate > 0:
        raise ValueError(f"learning_rate should be positive; got {learning_rate}")
    for name, beta in (("beta1", beta1), ("beta2", beta2)):
        if not 0 <= beta < 1:
            raise ValueError(f"{name} should be at least 0 and below 1; got {beta}")
    first, second = (
        keras.optimizers.Adam(learning_rate, beta_1=beta1, beta_2=beta2) for _ in range(2)
    )
    return first, second
