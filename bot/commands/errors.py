"""What a command says when its input cannot be used."""


class CommandError(Exception):
    """One line (or a list of lines) that names what is wrong and where; exit code 2."""
