"""`python -m followthrough.reference` writes the references."""

import sys

from followthrough.reference import main

sys.exit(main())
