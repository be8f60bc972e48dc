"""Everybody at work at once against a real server, and the server killed under them (`make soak`)."""
