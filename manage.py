#!/usr/bin/env python3
"""Django's own commands, for those who build Watersmeet or found a place."""

import os
import sys

from django.core.management import execute_from_command_line

from watersmeet.base.problems import Problem


def main() -> None:
    """Run one; what may happen to anybody is one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watersmeet.config.settings")
    try:
        execute_from_command_line(sys.argv)
    except Problem as fault:
        sys.exit(" ".join(f"manage.py: {fault.say} {fault.next_step}".split()))


if __name__ == "__main__":
    main()
