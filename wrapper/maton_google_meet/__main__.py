"""`python -m maton_google_meet` is `maton-google-meet`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
