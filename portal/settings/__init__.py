"""One module a kind of place: ``dev``, ``test``, ``production``; ``base`` holds what they share."""
