"""The smallest GAN: a generator that shifts, a discriminator with one logistic unit."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float

from unrolled.layers import sigmoid, softplus
from unrolled.models.two_player import Number

_FARTHEST = 9.0  # standard deviations; what lies beyond is less than double precision holds
_NUM_NODES = 721


@dataclass(frozen=True)
class ShiftGame:
    r"""A GAN on the line, small enough for exact expectations.

    What is real is normal with mean 0. The generator shifts: it draws from the same normal
    distribution with mean :math:`\theta`, and owns that one number. The discriminator's logit is
    :math:`wx + b`. Expectations are sums over a fine grid, so nothing in this game is random.

    Attributes
    ----------
    width : float
        Standard deviation of both distributions. 0 makes each a single point: with ``b = 0``,
        the Dirac-GAN of Mescheder, Geiger and Nowozin (2018).
    saturating : bool, default False
        Whether the generator goes down :math:`\ln(1 - D)`, as equation ``eq-minimax`` of the
        book has it, instead of :math:`-\ln D`, as equation ``eq-non-saturating`` does.

    Raises
    ------
    ValueError
        If the width is negative or not finite.

    See Also
    --------
    alternating_steps : Plays it, by ``gradients=game.gradients``.

    Examples
    --------
    >>> game = ShiftGame(width=1.0)
    >>> game.gradients(0.0, 0.0) == (0.0, 0.0)
    True
    """

    width: Number
    saturating: bool = False

    def __post_init__(self) -> None:
        """Refuse a width that no distribution has."""
        if not (np.isfinite(self.width) and self.width >= 0):
            raise ValueError(f"ShiftGame: width should be finite and 0 or more, got {self.width}.")

    def discriminator_loss(self, theta: Number, w: Number, b: Number = 0) -> float:
        r"""Return the negative value of equation ``eq-minimax``.

        Parameters
        ----------
        theta : float
            The generator's shift.
        w, b : float
            The discriminator's slope and offset.

        Returns
        -------
        float
            In nats: :math:`\ln 4` for a discriminator that always says one half.
        """
        real, fake = self._logits(theta, w, b)
        return float(self._weights @ (softplus(-real) + softplus(fake)))

    def generator_loss(self, theta: Number, w: Number, b: Number = 0) -> float:
        """Return what the generator makes small.

        Parameters
        ----------
        theta : float
            The generator's shift.
        w, b : float
            The discriminator's slope and offset.

        Returns
        -------
        float
            In nats; the saturating one is negative.
        """
        _, fake = self._logits(theta, w, b)
        loss = -softplus(fake) if self.saturating else softplus(-fake)
        return float(self._weights @ loss)

    def gradients(self, theta: Number, w: Number, b: Number = 0) -> tuple[float, float]:
        r"""Return what the generator goes down along, and what the discriminator goes up along.

        Parameters
        ----------
        theta : float
            The generator's shift.
        w, b : float
            The discriminator's slope and offset.

        Returns
        -------
        dtheta : float
            The generator's loss, differentiated by ``theta``.
        dw : float
            The value of equation ``eq-minimax``, differentiated by ``w``.
        """
        real, fake = self._logits(theta, w, b)
        on_real, on_fake = sigmoid(-real), sigmoid(fake)  # how wrong it is about each
        dw = on_real * self._noise - on_fake * (theta + self._noise)
        dtheta = -w * (on_fake if self.saturating else sigmoid(-fake))
        return float(self._weights @ dtheta), float(self._weights @ dw)

    def best_discriminator(self, theta: Number) -> tuple[float, float]:
        r"""Return the discriminator of equation ``eq-optimal-discriminator``.

        For two normal distributions of one width, the logarithm of their densities' ratio is
        linear in x, so a single logistic unit is enough.

        Parameters
        ----------
        theta : float
            The generator's shift.

        Returns
        -------
        w, b : float
            Slope :math:`-\theta/s^2` and offset :math:`\theta^2/2s^2`, with the width s.

        Raises
        ------
        ValueError
            If the width is 0: the best slope is then infinite.
        """
        if self.width == 0:
            raise ValueError(
                "best_discriminator: two points can be told apart ever more surely by steeper "
                "slopes; there is a best one only for a width above 0."
            )
        slope = -theta / self.width**2
        return slope, -slope * theta / 2

    @cached_property
    def _noise(self) -> Float[np.ndarray, " nodes"]:
        reach = float(self.width) * _FARTHEST
        return np.linspace(-reach, reach, _NUM_NODES)

    @cached_property
    def _weights(self) -> Float[np.ndarray, " nodes"]:
        density = np.exp(-(np.linspace(-_FARTHEST, _FARTHEST, _NUM_NODES) ** 2) / 2)
        weights: Float[np.ndarray, " nodes"] = density / density.sum()
        return weights

    def _logits(
        self, theta: Number, w: Number, b: Number
    ) -> tuple[Float[np.ndarray, " nodes"], Float[np.ndarray, " nodes"]]:
        return w * self._noise + b, w * (theta + self._noise) + b
