"""The corpus the disclosure scan is measured on: what must be found, and what must be left alone."""
