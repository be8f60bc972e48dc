"""The pages of claims: asking for a child listed elsewhere, answering, deciding (letter §4.3.2(1))."""
