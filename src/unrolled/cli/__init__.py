"""The ``unrolled`` command. Nothing heavy is imported before a command needs it."""


def main() -> None:
    """Run the command that the command line names."""
    from unrolled.cli.app import app

    app()


__all__ = ["main"]
