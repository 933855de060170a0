"""Who comes in, and how: log-in, second factor, lockout, passwords, sessions, single sign-on."""
