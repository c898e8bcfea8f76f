"""Stand-alone counterexamples about deep kernels: each prints the defect, with mpmath alone."""

__all__ = ["SNIPPETS"]

_KERNEL = (
    "def k(t, s=0):  # Theta_9, a layer at a time\n"
    "    for h in range(9):\n"
    "        s, t = (s + cos(t))*(1 - t/pi), acos(cos(t) + (sin(t) - t*cos(t))/pi)\n"
    "    return s + cos(t)\n"
)

SNIPPETS = {
    "basri2020.fig10.monotone": "from mpmath import acos, cos, factorial, mp, mpf, pi, sin, taylor\n"
    "mp.dps = 60\n"
    + _KERNEL
    + "a, b = (taylor(f, 0, 13, direction=1)[1::2] for f in (k, lambda t: k(pi - t)))  # by parts:\n"
    "term = lambda n, m: -2*(-1)**n*factorial(2*n + 1)*(a[n] + (-1)**m*b[n])/mpf(m)**(2*n + 2)\n"
    "print(sum(term(n, 902) - term(n, 901) for n in range(7)))  # khat_902 - khat_901\n",
    "basri2020.deep.nonuniform": "from mpmath import acos, cos, mp, pi, quad, sin, sqrt\n"
    "mp.dps = 50\n"
    + _KERNEL
    + "a, b = (quad(lambda t: k(t)*cos(m*t)/pi, [0, pi/2, pi]) for m in (0, 1))  # khat_m/(2 pi)\n"
    "print((b - a)/2 + sqrt((b - a)**2/4 + a*b*27/(28*pi**2)))  # phat_1^2 = 27/(28 pi^2) for 1:2:4\n",
}
