"""What is true: exact statements in SymPy.  No floats, no input or output.

Conventions, used everywhere.  Angles live on the circle [-pi, pi); a kernel is an even
2 pi-periodic function given by k(theta) on [0, pi]; the operator is
``(T f)(x) = integral k(x - z) p(z) f(z) dz`` on L2(p); the Fourier coefficient of k is
``khat_m = integral k(t) cos(m t) dt`` over one turn, so that the eigenvalue of T for the
uniform density is ``khat_m / (2 pi)``.
"""
