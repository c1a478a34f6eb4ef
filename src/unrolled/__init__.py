"""Unrolled: recurrent nets, pictures by gradients and GANs, derived, checked and run."""

__version__ = "0.1.0"
