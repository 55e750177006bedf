"""`python -m watersmeet` is the command line."""

from watersmeet.config.cli import main

main()
