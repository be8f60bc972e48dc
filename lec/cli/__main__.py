"""`python -m lec.cli`: the same command, where a process starts another."""

import sys

from lec.cli import main

sys.exit(main())
