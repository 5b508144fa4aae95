"""Takes out of a picture where it was taken (A-15): `child.blank`, run in a process of its own.

Nothing is decoded and nothing moves: what tells a place is overwritten with zeros where it stands, so that
the picture is bit for bit the same and every offset in the file still holds. Metadata that may tell a
place in words (XMP, IPTC, comments, what makers of cameras note) goes whole; orientation, colours and
dates stay. Nothing here imports anything of strongroom beside its own files.
"""
