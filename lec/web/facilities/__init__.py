"""Basics, buildings and personnel of institutions: filled there, read above."""
