"""The page of what an organization was told."""
