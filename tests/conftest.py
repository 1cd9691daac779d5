"""What every test stands on: a real PostgreSQL (tests/database.py) and the cast."""

from importlib.util import find_spec

pytest_plugins = ["tests.database"]
if find_spec("tests.cast"):
    pytest_plugins.append("tests.cast")
if find_spec("tests.lines"):
    pytest_plugins.append("tests.lines")
