"""Section 5 and appendix D: lemmas about deep networks of finite width, not examined.

The steps of their proofs that are arithmetic are judged in the modules beside this one.
"""

from __future__ import annotations

from freqbias.claims.basri2020.entries import later
from freqbias.claims.claim import Kind

__all__ = ["CLAIMS"]

_REASON = "deep networks of finite width"
_LEMMA_3 = (
    *(f"lemma{n}" for n in range(4, 11)),
    "lemma3.absorbed",
    "lemma3.range",
    "lemma3.orders",
)

CLAIMS = (
    later(
        "lemma3",
        "section 5, (23); appendix D.2, lemma 3 (51)",
        Kind.PROBABILISTIC,
        "u(t+1) - y = (I - eta H(t))(u(t) - y) + e(t) with norm(e) <= "
        "O(L log(m)^(4/3)/(tau^(1/3) m^(1/6) n^(3/2))) sqrt(Phi) + "
        "O(delta^2/(tau n^6 sqrt(m) L^(3/2))) Phi.",
        "u(t+1) - y = (I - eta H(t))(u(t) - y) + e(t)",
        _REASON,
        _LEMMA_3,
        ("eq23", "eq51"),
    ),
    later(
        "lemma4",
        "appendix D.4, lemma 4",
        Kind.PROBABILISTIC,
        "Up to the time of theorem 5 the weights move at most omega = O(n^3 log(m)/(delta tau sqrt "
        "m)), and Phi falls by a factor 1 - Omega(tau^2 eta delta m/n^2) in each step.",
        "norm(W(t) - W(0)) <= omega",
        _REASON,
    ),
    later(
        "lemma5",
        "appendix D.4, lemma 5, after Allen-Zhu et al. 2019, claim 11.2",
        Kind.EXISTENCE,
        "h(t+1) - h(t) is the sum over layers of products with diagonal matrices that differ from "
        "D(t) in O(m omega^(2/3) L) entries; its norm is O(L^(3/2)) norm(W').",
        "norm(h(t+1) - h(t)) = O(L^(3/2)) norm(W')",
        _REASON,
    ),
    later(
        "lemma6",
        "appendix D.4, lemma 6, after Allen-Zhu et al. 2019, lemma 8.2",
        Kind.PROBABILISTIC,
        "D(t) - D(0) has O(m omega^(2/3) L) entries that are not 0.",
        "norm_0(D(t) - D(0)) = O(m omega^(2/3) L)",
        _REASON,
    ),
    later(
        "lemma7",
        "appendix D.4, lemma 7, after Allen-Zhu et al. 2019, lemma 8.7",
        Kind.PROBABILISTIC,
        "Perturbing weights by omega and O(m omega^(2/3) L) signs changes the backward product by "
        "O(tau omega^(1/3) L^2 sqrt(m log m)).",
        "norm = O(tau omega^(1/3) L^2 sqrt(m log m))",
        _REASON,
    ),
    later(
        "lemma8",
        "appendix D.4, lemma 8, after Allen-Zhu et al. 2019, lemma 7.4b",
        Kind.PROBABILISTIC,
        "The backward product at initialisation has norm O(tau sqrt(m)).",
        "norm = O(tau sqrt(m))",
        _REASON,
    ),
    later(
        "lemma9",
        "appendix D.4, lemma 9, after Allen-Zhu et al. 2019, theorem 3",
        Kind.PROBABILISTIC,
        "The gradient of Phi in each layer has square norm O(tau^2 n m Phi).",
        "norm(grad Phi)^2 = O(tau^2 n m Phi)",
        _REASON,
    ),
    later(
        "lemma10",
        "appendix D.4, lemma 10, after Allen-Zhu et al. 2019, lemmas 7.1 and 8.2c",
        Kind.PROBABILISTIC,
        "norm(h_(i,l)) = O(1) for all inputs and layers, with high probability.",
        "norm(h_(i,l)) = O(1)",
        _REASON,
    ),
    later(
        "lemma12",
        "appendix D.4, lemma 12, after Arora et al. 2019a, theorem 3.1",
        Kind.PROBABILISTIC,
        "If m >= C L^6 log(L/delta)/eps^4, then abs(H_ij(0) - Hinf_ij)/m <= (L+1) eps with "
        "probability 1 - delta.",
        "abs(H_ij(0) - Hinf_ij)/m <= (L+1) eps",
        _REASON,
    ),
    later(
        "lemma13",
        "appendix D.4, lemma 13 (58), after Allen-Zhu et al. 2019, theorem 5c",
        Kind.PROBABILISTIC,
        "abs(H_ij(t) - H_ij(0)) <= O(sqrt(log m) omega^(1/3) L^3) sqrt(H_ii(0) H_jj(0)).",
        "abs(H_ij(t) - H_ij(0)) = O(sqrt(log m) omega^(1/3) L^3) sqrt(H_ii(0) H_jj(0))",
        _REASON,
        (),
        ("eq58",),
    ),
    later(
        "lemma14",
        "appendix D.4, lemma 14",
        Kind.PROBABILISTIC,
        "With m as in theorem 4, norm(H(t) - Hinf) <= O(delta^2 m tau^3/n^6) with probability "
        "1 - deltahat.",
        "norm(H(t) - Hinf) = O(delta^2 m tau^3/n^6)",
        _REASON,
        ("lemma13", "lemma12", "lemma14.1", "lemma14.2", "lemma14.3"),
    ),
)
