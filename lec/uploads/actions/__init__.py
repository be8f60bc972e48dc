"""Files in: staged, understood as the officer says, applied or put away."""

from lec.uploads.actions.applying import apply, apply_file, apply_later
from lec.uploads.actions.assigning import assign
from lec.uploads.actions.staging import discard, read_file, receive, stage

__all__ = ["apply", "apply_file", "apply_later", "assign", "discard", "read_file", "receive", "stage"]
