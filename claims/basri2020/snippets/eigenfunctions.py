"""Stand-alone counterexamples on single eigenfunctions: each prints the defect.

They need mpmath alone and share no code with this project.
"""

__all__ = ["SNIPPETS"]

_SOLVER = r"""from mpmath import *; mp.dps = 40
def D(l):  # weights 4 : 1 on halves: F(x) = f(x) - f(x+pi), f(x) + f(x+pi) and seven more, 0 < x < pi
    A, L, s, d = matrix(12), pi*l, 1/(2*pi), 3/(10*pi)
    for i, j, v in [(0,1,1), (1,0,-s/L), (1,2,-d/L), (1,7,-pi/4/L), (2,3,1), (3,4,1/L), (3,2,-s/L), \
        (3,0,-d/L), (4,5,1), (5,2,3*s-L), (5,0,3*d), (5,4,-2), (5,6,pi/4), (7,8,1), (8,7,-1), (9,2,s), \
        (9,0,d), (10,0,s), (10,2,d), (10,11,-1), (11,10,1)]: A[i,j] = v
    E, ends = expm(pi*A), zip((0, 1, 2, 3, 4, 5, 9, 10, 11), (-1, -1, 1, 1, 1, 1, 1, -1, 1))
    return matrix([[(i == j) - t*E[r,j] for j in range(9)] for i, (r, t) in enumerate(ends)]), A[:9,:9]
l = findroot(lambda l: det(D(l)[0]), (0.0057, 0.0058)); B, A = D(l)  # the eigenvalue of index 6
"""
_STATE = (
    "E, V = eig(B); c = V[:, min(range(9), key=lambda i: abs(E[i]))]; c = (c/c[2]).apply(re); "
    "y = lambda x: expm(x*A)*c; "
)
_CUBIC = (
    "u, s, P = pi*l, 1/(2*pi), 4/(5*pi)**2; "
    "w = sqrt(min(-r.real for r in polyroots([u*u, 2*u*(u + s), u*u + u*s + P, u*s - P]) if r.real < 0)"
    "); "
)

SNIPPETS = {
    "basri2020.prop1": "from mpmath import cos, mp, pi, quad; mp.dps = 30\n"
    "k = lambda t: (1 + cos(t))*(pi - t)/(4*pi)  # (10), 0 <= t <= pi\n"
    "p = 4/(5*pi), 1/(5*pi)  # on [-pi, 0) and [0, pi)\n"
    "near, far = 2*quad(k, [0, pi/2]), 2*quad(k, [pi/2, pi])\n"
    "# By (11) f'' = -(q/Z)^2 p f, so int p f = 0, or q = 0 and f is constant: f is orthogonal to 1\n"
    "# in L2(p), or constant.  The f are complete, so 1 is an eigenfunction.  T 1, -pi/2 and pi/2:\n"
    "print((p[0]*near + p[1]*far) - (p[1]*near + p[0]*far))\n",
    "basri2020.prop1.integer-q": _SOLVER
    + "q = 3/sqrt(20*l)/pi; print(q - nint(q))  # Z/sqrt(pi lambda)\n",
    "basri2020.eq12": _SOLVER
    + _STATE
    + "g = lambda x: ((A*y(x))[3] - (A*y(x))[1])/(y(x)[2] - y(x)[0]); print(g(pi/5) - g(3*pi/7))\n",
    "basri2020.eq12.integer-q": _SOLVER + _CUBIC + "q = 3*w/2; print(q - nint(q))\n",
    "basri2020.eq12.frequency": _SOLVER + _CUBIC + "print(w - sqrt(1/(5*pi*u)))\n",
    "basri2020.eq21.exact": _SOLVER
    + _STATE
    + "E, V = eig(A); a = lu_solve(V, c); k = sorted(range(9), key=lambda i: -E[i].imag)[:2]; "
    "print(1 - abs(a[k[1]]*(V[2,k[1]] - V[0,k[1]])/a[k[0]]/(V[2,k[0]] + V[0,k[0]])))\n",
    "basri2020.eq21.suprema": _SOLVER
    + _STATE
    + "f = lambda t, j: lambda x: ((v := A**j*y(x))[2] + t*v[0])/2; m = [abs(f(t, 0)(findroot(f(t, 1), "
    "max(linspace(0, pi/2, 13), key=lambda x: abs(f(t, 0)(x))), tol=1e-30))) for t in (1, -1)]; "
    "print(1 - m[1]/m[0])\n",
}
