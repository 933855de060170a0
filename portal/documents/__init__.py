"""Documents: what may be uploaded as one, where it lies, and how it is handed out."""
