"""Settings meant to hurt: each of these modules turns a habit that only works by luck into a failure."""
