"""Spheres: eigenvalues for every degree and dimension, their decay, and S^3 where all is explicit."""
