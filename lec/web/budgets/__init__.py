"""What the counts bring: money as a preview and as confirmed."""
