"""Derivations of what holds where a paper prints something else, by section of the paper."""
