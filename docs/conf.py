"""The documentation: ``sphinx-build -W -n --keep-going docs docs/_build``."""

from __future__ import annotations

import sys
from pathlib import Path

import freqbias

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "freqbias"
author = "The freqbias developers"
project_copyright = author  # no year, so that the pages are the same every year
version = release = freqbias.__version__
extensions = [
    "derivation_list",
    "docstrings",
    "mathml",
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_click",
]
exclude_patterns = ["_build", "jupyter_execute"]
templates_path = ["_templates"]

html_theme = "furo"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["freqbias.css"]
html_title = "freqbias"
html_copy_source = False
html_last_updated_fmt = None
highlight_language = "none"  # of formulas in docstrings; what is code says so
pygments_style, pygments_dark_style = "friendly", "github-dark"

myst_enable_extensions = ["dollarmath", "deflist", "fieldlist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # notebooks are committed with outputs; a test executes them

autosummary_generate = True
autosummary_ignore_module_all = False
autodoc_default_options = {"members": True}
autodoc_member_order = "bysource"
autodoc_typehints = (
    "none"  # types stand in the signatures of the source; the text says what they mean
)
autodoc_preserve_defaults = True
nitpick_ignore = [("py:class", "None.pf")]  # an undefined function of SymPy: a class without module
add_module_names = False
toc_object_entries_show_parents = "hide"
