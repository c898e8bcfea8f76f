"""The report: verdicts, evidence, derivations and plots as a folder of static pages."""

from freqbias.report.site import Contents, pages
from freqbias.report.target import Target

__all__ = ["Contents", "Target", "pages"]
