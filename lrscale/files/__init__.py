"""What is on disk: configuration files read with the place of every value, and new values spliced in."""
