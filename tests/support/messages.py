"""Looking into error messages."""


def assert_says(error, *, file, key, expected, found):
    """Check that a message names the file, the key, what was expected and what was found."""
    message = str(error.value)
    for part in (file, key, f"expected {expected}", f"found {found}"):
        assert part in message
