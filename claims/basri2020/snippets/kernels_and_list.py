"""Stand-alone counterexamples: each prints the defect (stated minus true) of a refuted claim.

They need mpmath alone and share no code with this project.
"""

__all__ = ["KERNEL", "SNIPPETS"]

_HEAD = "from mpmath import acos, cos, mp, mpf, pi, quad, sqrt\nmp.dps = 30\n"
KERNEL = "k = lambda t: (1 + cos(t))*(pi - t)/(4*pi)  # (10), 0 <= t <= pi\n"
_SPECTRUM = KERNEL + (
    "true = lambda q: quad(lambda t: k(t)*cos(q*t), [0, pi])/pi  # uniform eigenvalue\n"
    "printed = lambda q: 1/(2*pi**2) + mpf(1)/8 if q == 0 else 1/pi**2 + mpf(1)/8  # q = 0, 1\n"
)

SNIPPETS = {
    "basri2020.eq2.random-bias": _HEAD
    + KERNEL
    + "true = lambda t: (1 + cos(t))*(pi - acos((1 + cos(t))/2))/(2*pi)  # b ~ N(0, tau^2)\n"
    "t = pi/7  # if c k = true for some c, this is 0:\n"
    "print(k(t)*true(0) - k(0)*true(t))\n",
    "basri2020.eq5.printed": _HEAD + "u = mpf(-3)/5\n"
    "t = acos(u)  # w.x > 0 and w.z > 0 iff the polar angle of w is in (t - pi/2, pi/2)\n"
    "steps = quad(lambda phi: 1/(2*pi), [t - pi/2, pi/2])\n"
    "print((u + 1)*(pi - acos(u))/(4*pi) - (u + 1)*steps)\n",
    "basri2020.arccos.step": _HEAD + "rho = mpf(-3)/5\n"
    "t = acos(rho)\n"
    "steps = quad(lambda phi: 1/(2*pi), [t - pi/2, pi/2])\n"
    "print(rho*(pi - acos(rho))/(2*pi) - steps)\n",
    "basri2020.eq10.unreduced": _HEAD
    + KERNEL
    + "x, z = -pi, pi/7  # their distance on the circle is 6 pi/7\n"
    "print((1 + cos(x - z))*(pi - abs(x - z))/(4*pi) - k(2*pi - abs(x - z)))\n",
    "basri2020.eq20.scale": _HEAD
    + _SPECTRUM
    + "Z2 = 1/(2*pi)  # Z^2 for the uniform density\nprint(Z2*printed(1) - true(1))\n",
    "basri2020.eq20.convention": _HEAD
    + _SPECTRUM
    + "print(printed(1)*true(0) - printed(0)*true(1))  # 0 if one factor fits both\n",
    "basri2020.eq20.z-scaling": _HEAD + "weights = [1, 2, 4]  # on three pieces of length 2 pi/3\n"
    "length = 2*pi/3\n"
    "p = [w/(length*sum(weights)) for w in weights]\n"
    "Z = sum(length*sqrt(value) for value in p)/(2*pi)\n"
    "trace = mpf(1)/2  # k(0), the sum of the eigenvalues for every density\n"
    "print(trace - 2*pi*Z**2*trace)\n",
}
