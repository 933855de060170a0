"""What other sites show of ours: a badge, the list and the map in a frame. No cookies, no scripts."""
