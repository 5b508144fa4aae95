"""Lints the scripts of the front end by `.oxlintrc.json`; oxlint comes as Vite does (`build.py`)."""

from build import run_package

SCRIPTS = ("behaviours", "lib", "plugins", "main.js", "vite.config.js")

if __name__ == "__main__":
    run_package("oxlint/bin/oxlint", "--deny-warnings", *SCRIPTS)
