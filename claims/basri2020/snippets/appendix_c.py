"""Stand-alone counterexamples to section 4.2 and appendix C: each prints the defect.

They need mpmath alone and share no code with this project.
"""

__all__ = ["SNIPPETS"]

_HEAD = "from mpmath import cos, exp, floor, mp, mpf, nsum, pi, quad, sin, sqrt, inf\nmp.dps = 30\n"
_SUM = _HEAD + (
    "def S(n):  # sum over i > n of 1/floor(i/2)^2: each q twice, q = n/2 once for even n\n"
    "    q = n // 2\n"
    "    return 2*nsum(lambda m: 1/m**2, [q + 1, inf]) + (0 if n % 2 else mpf(1)/q**2)\n"
)
_POINT = _HEAD + (
    "B, Z, r, d = exp(mpf(1)/2), exp(-2), exp(mpf(5)/2), exp(-mpf(1)/3)  # r = sqrt(p*), d = delta\n"
)
_STEPS = _HEAD + (
    "k, Z, r, d, Y = exp(mpf(1)/2), exp(-2), exp(mpf(5)/2), exp(-mpf(1)/3), exp(1)  # r = sqrt(p*)\n"
)

SNIPPETS = {
    "basri2020.C.37": _HEAD
    + "k, q, b = 1, 2, pi/2  # two regions, q = 2 k\n"
    + "left = abs(quad(lambda x: cos(k*x)*cos(q*x + b), [-pi, 0]))\n"
    + "right = abs(quad(lambda x: cos(k*x)*cos(q*x), [-pi/2, pi/2]))\n"
    + "print(right - left)\n",
    "basri2020.C.sum": _SUM + "print(1 - S(2))\n",
    "basri2020.C.index": _HEAD + "X, n = mpf(6)/5, 3  # n > 2 X\nprint(floor(n/2) - X)\n",
    "basri2020.C.tail": _SUM + "U, n = mpf(7)/5, 3  # n > 2 U\nprint(1 - U*S(n))\n",
    "basri2020.C.substitution": _POINT
    + "true = 2/(d/2)**2*(8*B*Z/(3*r))**2  # eps = delta/2\n"
    + "print(256*B**2*Z**2/(9*d**2*r**2) - true)\n",
    "basri2020.C.normalisation": _HEAD
    + "p, q, Z = 1/(2*pi), 1, 1/sqrt(2*pi)  # uniform density, one region\n"
    + "a = 1/sqrt(quad(lambda x: p*cos(q*x)**2, [-pi, pi]))  # int p f^2 = 1\n"
    + "print(1/sqrt(pi - Z/(2*q)/sqrt(p)) - a)\n",
    "basri2020.C.40": _HEAD
    + "eta, first, last = 1, mpf(3), mpf(1)\nprint((1 - eta*last)**2 - (1 - eta*first)**2)\n",
    "basri2020.C.pi": _STEPS + "n = 4*Z*k/r\nprint(n*Y - pi*n*Y)\n",
    "basri2020.C.delta": _HEAD
    + "d = exp(-2)\nprint(d**2 - d)  # Delta^2 < d allows Delta = sqrt(d)\n",
    "basri2020.C.logarithm": _STEPS + "print(d*r/(4*Z*k) - (d/2)/(4*Z*k/r))\n",
    "basri2020.C.direction": _HEAD + "C, P = 2, 1  # logarithms of c > Y\nprint(mpf(P) - C)\n",
    "basri2020.C.eigenvalue.scale": _HEAD
    + "k = mpf(3)/2  # uniform density: q = 3\n"
    + "kernel = lambda t: (1 + cos(t))*(pi - t)/(4*pi)\n"
    + "true = quad(lambda t: kernel(t)*cos(2*k*t), [0, pi])/pi\n"
    + "print(1/(2*pi)/(4*pi**2*k**2) - true)\n",
}
