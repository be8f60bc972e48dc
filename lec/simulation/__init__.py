"""Worlds of fictitious people, to try LEC and to measure it. Nobody and no place in them exists."""
