"""Certified spectra and eigenfunctions under trigonometric densities, by Rayleigh-Ritz."""
