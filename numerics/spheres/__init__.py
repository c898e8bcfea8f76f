"""Spheres in numbers: harmonic eigenvalues, and axisymmetric zones order by order."""
