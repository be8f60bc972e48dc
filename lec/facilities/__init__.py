"""What an institution keeps of itself: basics, buildings, personnel."""
