"""The command line as it is typed."""

from lec.cli import main


def lec(line: str) -> int:
    """`lec LINE`: the exit status."""
    return main(line.split())
