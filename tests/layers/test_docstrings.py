import doctest
import importlib
import pkgutil

import pytest

from unrolled import layers

MODULES = [f"unrolled.layers.{module.name}" for module in pkgutil.iter_modules(layers.__path__)]


@pytest.mark.parametrize("module", MODULES)
def test_examples_give_what_they_say(module):
    assert doctest.testmod(importlib.import_module(module)).failed == 0


def test_all_names_are_there():
    assert all(callable(getattr(layers, name)) for name in layers.__all__)
    assert layers.__all__ == sorted(layers.__all__)
