"""The home page and what the public reads: looks at every app, changes none."""
