"""The public interface as scripts use it."""

import pytest

import freqbias as fb


def test_spectrum_of_a_density_from_text() -> None:
    p = fb.piecewise_constant(breaks="-1, -1/3, 1/3, 1", weights="1, 2, 4")
    s = fb.spectrum(p)
    assert str(s[5].value(digits=50)).startswith(
        "[0.00616796762220952063054624586826555389996846597610"
    )
    assert s[5].certified
    assert float(s[5].function.local_frequency(region=2)) == pytest.approx(3.96, abs=0.02)


def test_ledger_completes_ids() -> None:
    assert "z_scaling" in dir(fb.ledger.basri2020.eq20)
    assert fb.ledger.basri2020.eq20.z_scaling.claim.id == "basri2020.eq20.z-scaling"
    assert "REFUTED      basri2020.eq20.z-scaling" in repr(fb.ledger.basri2020.eq20)
    with pytest.raises(AttributeError, match="eq99"):
        fb.ledger.basri2020.eq99  # noqa: B018


def test_latex_in_notebooks() -> None:
    kernel = fb.kernels.first_layer_bias
    for thing in (kernel, kernel.fourier(), fb.uniform(), fb.derive("trace.z-scaling")):
        assert thing._repr_latex_().startswith("$"), type(thing)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: fb.check("basri2020.eq5.print"), "did you mean 'basri2020.eq5.printed'?"),
        (lambda: fb.derive("trace"), "unknown derivation or claim 'trace'"),
        (lambda: fb.piecewise_constant([-1, 1], [float("nan")]), "nan"),
        (lambda: fb.spectrum(fb.uniform(), count=10**9), "count 1000000000 is not"),
        (lambda: fb.spectrum(fb.uniform(), digits=0), "digits 0 is not"),
    ],
)
def test_errors_are_input_errors(call: object, sentence: str) -> None:
    with pytest.raises(fb.InputError) as caught:
        call()  # type: ignore[operator]
    assert sentence in str(caught.value)
