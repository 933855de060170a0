"""The list for everybody to use: files, their description for catalogues, and a small API, all read-only."""
