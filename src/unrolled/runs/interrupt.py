"""Ctrl-C between two steps instead of in the middle of one."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interrupt_between_steps() -> Iterator[Callable[[], bool]]:
    """
    Hold the first Ctrl-C back, so that a loop can finish its step and stop in order.

    A second Ctrl-C interrupts at once. Outside the main thread, and where the program handles
    Ctrl-C in its own way, nothing is held back.

    Yields
    ------
    callable
        Whether Ctrl-C was pressed.
    """
    pressed = threading.Event()
    main_thread = threading.current_thread() is threading.main_thread()
    if not main_thread or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield pressed.is_set
        return

    def hold_back(_signal: int, _frame: FrameType | None) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, hold_back)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
