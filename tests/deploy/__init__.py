"""What deploy/ holds: configuration that servers accept, and that says the same as the portal does."""
