"""Two-layer networks on the circle, trained exactly: a unit is active on an arc, so that a step of
gradient descent is running sums over sorted points (network (2) of 2003.04560)."""
