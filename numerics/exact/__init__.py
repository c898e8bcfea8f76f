"""The exact spectrum and eigenfunctions under piecewise-constant densities, in balls."""
