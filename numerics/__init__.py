"""How large it is: float64, mpmath and ball arithmetic.  Precision and seeds are arguments."""
