"""Spheres S^(d-1) in R^d under the uniform density; the circle is d = 2.

A kernel depends on x.z alone, so the spherical harmonics are its eigenfunctions.  Throughout,

    k(x.z) = sum_k mu_k N(d, k) P_k(x.z),    P_k(1) = 1,

and mu_k is the eigenvalue with respect to the uniform *probability* measure; on the circle it is
``khat_k/(2 pi)``.
"""
