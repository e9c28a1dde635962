"""What every test shares."""

import os

os.environ["MODE"] = "test"
