from pathlib import Path

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "minzheng.lines.assistance"
    label = "assistance"
    verbose_name = "社会救助"

    def ready(self) -> None:
        from minzheng.casework.interface import ASSESSORS, CATALOGUES, PROGRAMME_TITLES, SECTIONS, SURVEYS
        from minzheng.lines.assistance.assessor import MinimumLivingAssessor
        from minzheng.lines.assistance.evaluator import EVALUATOR
        from minzheng.lines.assistance.programmes import PROGRAMMES
        from minzheng.lines.assistance.sections import BankAccount, Consent
        from minzheng.lines.assistance.survey import HouseholdMeans
        from minzheng.monitoring.interface import EVALUATORS

        for programme in PROGRAMMES:
            PROGRAMME_TITLES.add(programme.key, programme.title)
        PROGRAMME_TITLES.add("destitute", "特困人员救助供养")  # standings carried over; its rules are not written yet
        CATALOGUES.add("assistance", Path(__file__).parent / "catalogue")
        ASSESSORS.add("minimum_living", MinimumLivingAssessor())
        SECTIONS.add("consent_to_check", Consent())
        SECTIONS.add("bank_account", BankAccount())
        SURVEYS.add("household_means", HouseholdMeans())
        EVALUATORS.add("assistance", EVALUATOR)
