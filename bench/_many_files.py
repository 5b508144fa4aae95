"""Puts many files into a folder, past the API: `_many_files.py FOLDER_ID COUNT`."""

import sys
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import django

django.setup()

from django.db import connection  # noqa: E402

from personas import add_many_files  # noqa: E402

add_many_files(uuid.UUID(sys.argv[1]), int(sys.argv[2]))
with connection.cursor() as cursor:
    cursor.execute("analyze")
connection.close()
connection.close_pool()
