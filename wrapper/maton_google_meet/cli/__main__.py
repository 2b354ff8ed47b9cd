"""`python -m maton_google_meet.cli` is `maton-google-meet`."""

import sys

from . import main

if __name__ == "__main__":
    sys.exit(main())
