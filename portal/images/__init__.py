"""Images: what is known of each (credit, alternative text), and how pages show them."""
