"""The HTML face: pages, and who may open which."""
