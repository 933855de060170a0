"""The living style page: the site's tokens, components and blocks as they are, for the people who work on it."""
