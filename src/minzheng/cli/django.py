"""Commands that Django and the job queue bring along."""

from django.core.management import call_command


def migrate(arguments: list[str]) -> None:
    call_command("migrate", "--no-input", verbosity=0)


def worker(arguments: list[str]) -> None:
    """Run jobs until stopped."""
    call_command("procrastinate", "worker", "--concurrency", "1", "--delete-jobs", "successful")
