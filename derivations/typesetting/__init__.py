"""Derivations as documents: words with formulas, formulas in lines, LaTeX, PDF and HTML."""
