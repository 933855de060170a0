"""The translator's work: what is translated, what is not, and what happens when a source changes."""
