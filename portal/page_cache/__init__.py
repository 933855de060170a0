"""Public pages kept whole in memory, in front of Django: what everybody gets is made once (see docs/performance.md)."""
