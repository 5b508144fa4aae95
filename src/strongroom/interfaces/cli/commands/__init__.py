"""One module for each subcommand.

A module has `add_arguments(parser)` and `run(args) -> int` (the exit status). It is imported only
when its subcommand is used, before Django is set up: what needs Django is imported inside `run`.
By the time `run` is called, Django and the database are there (see `..database`), unless the module
says `NEEDS_DATABASE = False`. `args.data` is the data folder, `args.account` a slug or an empty
text, `args.json` asks for JSON on standard output.
"""
