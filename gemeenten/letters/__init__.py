"""The letter a visitor sends to the council of a municipality: pure, never stored, never logged."""
