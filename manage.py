"""For developers: Django's own commands (makemigrations, shell). Operators use ./minzheng."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")
execute_from_command_line(sys.argv)
