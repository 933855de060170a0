"""Drills: thousands of requests that nobody thought of. ``make drills`` runs them."""
