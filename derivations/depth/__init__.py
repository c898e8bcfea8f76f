"""Deep networks, step by step: recursion, both ends, positivity, decrease, many layers, densities."""
