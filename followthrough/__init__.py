"""Followthrough: what inspectors asked of public bodies, and what they did about it, as a static website."""
