"""Checks of what editors write: reading level, links, headings, alternative texts, texts for search engines.

Nothing here ever stops anybody from saving. The parts, from pure to Wagtail's own:

- ``readability``, ``syllables``: a text's reading level, by published formulas;
- ``content``: what the checks read, as plain values; ``rules``: content in, findings out;
- ``walking``: makes that content of any page, by its fields and block definitions, without asking the database;
- ``checking``: a page's findings; ``views``, ``report``, ``checker``, ``admin_hooks``: where the staff see them.
"""
