"""What people do in the directory, one module per subject."""
