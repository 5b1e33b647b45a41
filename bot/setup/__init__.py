"""Set the project up on a bare machine: uv, Python 3.10, locked dependencies, data, first training.

Runs on any Python 3 with nothing but the standard library, before anything else exists. Each step
is skipped when its inputs are what they were. Next: the Makefile's targets.
"""
