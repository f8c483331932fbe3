"""`./minzheng COMMAND`: what an operator can do, in groups."""

from __future__ import annotations

import os
import sys

from minzheng.cli.commands import COMMANDS, Group, usage


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 done with findings, 2 wrong use."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    name, *rest = arguments
    command = COMMANDS.get(name)
    if command is None:
        print(f"没有“{name}”这个命令。可用的命令：\n\n{usage()}", file=sys.stderr)
        return 2
    if command.needs is not Group.NOTHING:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")
        import django

        django.setup()
    return command.load()(rest) or 0
