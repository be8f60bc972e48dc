"""What the confirmed counts bring in education money: rates with their sources, and exact arithmetic."""
