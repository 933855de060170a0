"""Django's SQLite, made fit for connections that stay open."""
