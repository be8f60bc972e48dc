"""Files in: staged, understood as the officer says, applied or put away."""

from lec.uploads.actions.applying import apply
from lec.uploads.actions.assigning import assign
from lec.uploads.actions.staging import discard, stage

__all__ = ["apply", "assign", "discard", "stage"]
