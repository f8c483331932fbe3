from pathlib import Path

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "minzheng.lines.assistance"
    label = "assistance"
    verbose_name = "社会救助"

    def ready(self) -> None:
        from minzheng.casework.interface import ASSESSORS, CATALOGUES, PROGRAMME_TITLES, SECTIONS, SURVEYS
        from minzheng.law.interface import BODIES, QUESTIONNAIRES, Body
        from minzheng.lines.assistance.assessor import MinimumLivingAssessor
        from minzheng.lines.assistance.cases import cases
        from minzheng.lines.assistance.evaluator import EVALUATOR, frames_by_entity
        from minzheng.lines.assistance.here import LINE, resolve_here
        from minzheng.lines.assistance.law import instruments
        from minzheng.lines.assistance.programmes import PROGRAMMES, RULES
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
        BODIES.add(LINE, Body(self.verbose_name, RULES, resolve_here, frames_by_entity, instruments, cases))
        QUESTIONNAIRES.add(LINE, Path(__file__).parent / "calculator.yaml")
        EVALUATORS.add("assistance", EVALUATOR)
