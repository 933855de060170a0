"""Drills: real processes on sites of their own, broken on purpose. ``make drills`` runs them."""
