"""The spectrum under piecewise-constant densities in float64, by the inverse symbol."""
