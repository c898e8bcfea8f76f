"""Stand-alone counterexamples to section 3 (6) and appendix D: each prints the defect.

For orders it is the exponent with which left/right grows along a family of admissible parameters; the
powers of log(m), which only help, are left out where it is a power of s.  They need mpmath alone and
share no code with this project.
"""

__all__ = ["SNIPPETS"]

_HEAD = (
    "from mpmath import acos, cos, eigsy, eye, log, matrix, mp, mpf, pi, quad, sqrt\nmp.dps = 30\n"
)
_START = (
    _HEAD
    + "n = L = delta = eps = tau = mpf(1)  # up to constants\ns = mpf(10)**6  # any large number\n"
)
_WIDTH = "m = n**24*L**12/(delta**8*tau**6)  # the least of theorem 4, its logarithm left out\n"
_MOVED = "omega = n**3/(delta*tau*sqrt(m))\n"
_SHALLOW = "n, tau = s, 1/s  # tau = eps deltahat/n\n" + _WIDTH
_DEEP = "L, delta = s, 1/s\n" + _WIDTH
_LIMIT = "limit = delta**2*m*tau**3/n**6\n"
_BY_12 = "bound = n*m*L*(L**6/m)**(mpf(1)/4)  # n m (L+1) eps of lemma 12\n"

SNIPPETS = {
    "basri2020.eq6.printed-step": _HEAD + "u = mpf(-3)/5\n"
    "t = acos(u)  # both pre-activations are positive iff the angle is in (t - pi/2, pi/2)\n"
    "step = quad(lambda phi: 1/(2*pi), [t - pi/2, pi/2])\n"
    "relu = quad(lambda phi: 2*cos(phi)*cos(phi - t)/(2*pi), [t - pi/2, pi/2])\n"
    "printed = u*2*u*(pi - t)/(2*pi) + 2*(u*(pi - t) + sqrt(1 - u**2))/(2*pi)\n"
    "print(printed - 2*(u*step + relu))\n",
    "basri2020.D.iterations": _HEAD + "X = mpf(10)**5  # log(e/eps); n = L = delta = 1\n"
    "taken, stated = X, 1  # in units of n^6 L^2/delta^2\n"
    "print(log(taken/stated)/log(X))\n",
    "basri2020.D.56": _START
    + _DEEP
    + "term = n**6*L**2/delta**2*L/(tau**(mpf(1)/3)*m**(mpf(1)/6)*n)  # the third\n"
    "print(log(term/eps)/log(s))\n",
    "basri2020.lemma3.range": _HEAD + "X = mpf(10)**5  # log(m); n = L = delta = 1\n"
    "tau = sqrt(X**5*mp.exp(-X))  # m tau^2 = log(m)^5\n"
    "omega = X/(tau*sqrt(mp.exp(X)))\n"
    "print(log(omega/(1/X**3))/log(X))  # lemma 6 wants omega = O(1/(L^(9/2) log(m)^3))\n",
    "basri2020.lemma14.1": _START
    + _DEEP
    + _MOVED
    + "derived = n*omega**(mpf(1)/3)*L**3*(L*sqrt(m)*tau)**2\n"
    "print(log(derived/(n**3/(delta*tau)*m**(mpf(5)/6)))/log(s))\n",
    "basri2020.lemma14.2": _START + _SHALLOW + _BY_12 + _LIMIT + "print(log(bound/limit)/log(s))\n",
    "basri2020.lemma14.2.scaled": _START
    + _SHALLOW
    + _BY_12
    + _LIMIT
    + "print(log(tau**2*bound/limit)/log(s))\n",
    "basri2020.lemma14.3": _START
    + _SHALLOW
    + _LIMIT
    + "print(log(n**3/(delta*tau)*m**(mpf(5)/6)/limit)/log(s))\n",
    "basri2020.lemma14.3.derived": _START
    + _SHALLOW
    + _LIMIT
    + "drift = n**2*L**5*tau**(mpf(5)/3)*m**(mpf(5)/6)/delta**(mpf(1)/3)\n"
    "print(log(drift/limit)/log(s))\n",
    "basri2020.lemma11.loss": _START + "delta = 1/s\nprint(log(n*tau**2/delta**2/n)/log(s))\n",
}
