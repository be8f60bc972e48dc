"""What is Thai about the data, whoever uses it: calendar, digits, citizen IDs, names, order."""
