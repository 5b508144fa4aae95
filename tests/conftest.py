"""Fixtures for all tests."""

import sys
from pathlib import Path

# Test files of different folders may have the same name (importlib mode); what they share within a
# folder is imported by its plain name.
sys.path.extend(str(folder) for folder in Path(__file__).parent.iterdir() if folder.is_dir())

pytest_plugins = ["embedded_database", "leak_marks", "personas", "promotions"]
