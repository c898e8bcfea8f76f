"""Stand-alone counterexamples to section 4.1 and appendices A and B: each prints the defect.

They need mpmath alone and share no code with this project.
"""

from freqbias.claims.basri2020.snippets.kernels_and_list import KERNEL

__all__ = ["SNIPPETS"]

_HEAD = "from mpmath import cos, exp, mp, mpf, pi, quad, sin, sqrt\nmp.dps = 30\n"
_EIGENVALUE = KERNEL + (
    "lam = lambda m: quad(lambda t: k(t)*cos(m*t), [0, pi])/pi  # of cos(m x), uniform density\n"
)
_REGION = (
    "s, A, w, B, start = mpf(1)/2, -mpf(4)/3, mpf(7)/4, -2, -mpf(16)/7  # s = sqrt(p), constant\n"
    "phase = lambda x: (start + s*x)*x*w  # Psi(x) x/sqrt(pi lambda), Psi' = sqrt(p)\n"
)
_SOLUTION = (
    "x, h = mpf(13)/6, mpf(1)/3  # a solution of f'' = -(s w)^2 f would give 0:\n"
    "print(f(x + h) + f(x - h) - 2*cos(s*w*h)*f(x))\n"
)
_BORDER = (
    "b = pi/7  # a_j = 1: value cos(b) and slope sin(b) go on\n"
    "next_square = cos(b)**2 + sin(b)**2/R  # a_{j+1}^2\n"
)

SNIPPETS = {
    "basri2020.eq13": _HEAD
    + _EIGENVALUE
    + "p, x = 1/(2*pi), pi/7\n"
    + "print(pi*lam(2)*(-4*cos(2*x)) + p*cos(2*x))  # pi lambda f'' + p f for f = cos(2 x)\n",
    "basri2020.eq14": _HEAD
    + _REGION
    + "f = lambda x: (A + B)*cos(phase(x))  # real part of (14)\n"
    + _SOLUTION,
    "basri2020.eq15": _HEAD + _REGION + "f = lambda x: A*cos(phase(x) + B)\n" + _SOLUTION,
    "basri2020.A.d5": _HEAD
    + _EIGENVALUE
    + "p, x = 1/(2*pi), pi/7  # f = cos(2 x): f(x +- pi) = f(x), and p' = p'' = p''' = 0\n"
    + "f1, f3, f5 = -2*sin(2*x), 8*sin(2*x), -32*sin(2*x)\n"
    + "half = lambda a, b: quad(lambda z: p*cos(2*z), [a, b])\n"
    + "left = 4*pi*lam(2)*(f5 + 2*f3 + f1) + 4*f3*p + 12*f1 + 2*f1*p\n"
    + "print(left - (6*f1*p - half(x - pi, x) + half(x, x + pi)))\n",
    "basri2020.A.antiperiodic": _HEAD
    + _EIGENVALUE
    + "T = lambda x: quad(lambda z: k(abs(z - x))*cos(2*z)/(2*pi), [x - pi, x, x + pi])\n"
    + "f = lambda x: T(x)/lam(2)  # = cos(2 x), an eigenfunction; the uniform density has period pi\n"
    + "print(f(pi/7 + pi) + f(pi/7))\n",
    "basri2020.A.necessity": _HEAD
    + _EIGENVALUE
    + "p, x = 1/(2*pi), -3*pi/5  # f = cos(x): f(x + pi) = -f(x), and (D^2 + 1) f = 0\n"
    + "print(pi*lam(1)*(-cos(x)) + p*cos(x))  # pi lambda f'' + p f\n",
    "basri2020.A.preprocess": _HEAD
    + KERNEL
    + "mapped = lambda t: (k(t/2) + k(pi - t/2))/2  # what functions of x see after x -> x/2\n"
    + "t = pi/7  # if c k = mapped for some c, this is 0:\n"
    + "print(k(t)*mapped(0) - k(0)*mapped(t))\n",
    "basri2020.B.30": _HEAD
    + "R = exp(-mpf(1)/2)  # p_{j+1}/p_j\n"
    + _BORDER
    + "print(1/next_square - 1)  # (a_j/a_{j+1})^2 - 1\n",
    "basri2020.B.lower": _HEAD
    + "R = exp(mpf(1)/2)  # p_{j+1}/p_j >= 1\n"
    + _BORDER
    + "print(next_square - 1)  # (a_{j+1}/a_j)^2 - 1, said to be >= 0\n",
    "basri2020.B.36.every-q": _HEAD
    + "weights = [1, 10000]  # on two regions of length pi\n"
    + "p = [mpf(w)/(pi*sum(weights)) for w in weights]\n"
    + "Z = sum(pi*sqrt(v) for v in p)/(2*pi)\n"
    + "print(pi - Z/2*sum(1/sqrt(v) for v in p))  # the bracket at q = 1, under the root\n",
}
