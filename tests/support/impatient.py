"""Somebody who presses Ctrl-C in the middle of a run."""


def press_ctrl_c(monkeypatch, step, *places):
    """Let the progress bars of these modules of unrolled.vision end in Ctrl-C at a step."""
    done = 0

    class Bar:
        """A progress bar that somebody watches."""

        def __init__(self, **settings):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *error):
            return None

        def update(self):
            nonlocal done
            done += 1
            if done == step:
                raise KeyboardInterrupt

    for place in places:
        monkeypatch.setattr(f"unrolled.vision.{place}.tqdm", Bar)
