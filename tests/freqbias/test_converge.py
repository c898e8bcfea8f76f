"""``freqbias converge`` and ``fb.time_to_converge`` as a user meets them."""

import json
from collections.abc import Callable

import pytest

import freqbias as fb
from freqbias.cli import main

Run = Callable[..., tuple[int, str, str]]
_THIRDS = ("--breaks", "-1,-1/3,1/3,1", "--weights", "1,2,4")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Exit status, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["converge", *arguments])
        captured = capfd.readouterr()
        return int(left.value.code or 0), captured.out, captured.err

    return call


def test_json_has_certified_times_by_region(run: Run) -> None:
    status, out, _ = run(*_THIRDS, "--frequency", "5", "--tolerance", "0.05", "--json")
    found = json.loads(out)
    assert status == 0
    assert found["target"] == "sin(5 x)"
    assert found["error"] == "mean square over the region / its value at t=0"
    assert [(r["region"], r["from"], r["to"]) for r in found["regions"]] == [
        (0, "-1", "-1/3"),
        (1, "-1/3", "1/3"),
        (2, "1/3", "1"),
    ]
    times = [float(r["time"]["mid"]) for r in found["regions"]]
    assert sorted(times, reverse=True) == times, "denser regions are faster"
    assert all(float(r["time"]["rad"]) < 1e-6 for r in found["regions"])
    assert {r["state"] for r in found["regions"]} == {"certified"}


def test_steps_of_descent(run: Run) -> None:
    flow = json.loads(run(*_THIRDS, "--frequency", "5", "--json")[1])
    options = ("--method", "descent", "--step-size", "0.001", "--samples", "100")
    found = json.loads(run(*_THIRDS, "--frequency", "5", *options, "--json")[1])
    assert found["operator time per step"] == "1/10"
    for region, other in zip(found["regions"], flow["regions"], strict=True):
        steps = region["steps"]
        assert steps["most"] - steps["least"] <= 1
        assert steps["most"] == pytest.approx(10 * float(other["time"]["mid"]), rel=0.02)


def test_estimates_of_descent_are_in_steps(run: Run) -> None:
    options = ("--method", "descent", "--step-size", "0.004", "--samples", "734", "--norm", "sup")
    found = json.loads(run(*_THIRDS, "--frequency", "5", *options, "--json")[1])
    flow = json.loads(run(*_THIRDS, "--frequency", "5", "--norm", "sup", "--json")[1])
    for region, other in zip(found["regions"], flow["regions"], strict=True):
        steps = float(other["time"]["mid"]) / 2.936
        assert region["steps"]["estimate"] == pytest.approx(steps, rel=0.02)


def test_targets_as_formulas_and_gaps(run: Run) -> None:
    gap = ("--breaks", "-1,-1/3,1/3,1", "--weights", "1,0,4")
    status, out, _ = run(*gap, "--target", "0.4 cos(4x) + cos(x)", "--tolerance", "1/20")
    assert status == 0
    assert "2*cos(4*x)/5 + cos(x)" in out.replace("cos(x) + 2*cos(4*x)/5", "2*cos(4*x)/5 + cos(x)")
    assert "gap" in out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--frequency", "0"), "frequency 0 is not an integer between 1 and 10000"),
        (("--frequency", "3", "--tolerance", "0"), "is not between 0 and 1, the error at t = 0"),
        (("--frequency", "3", "--tolerance", "1.5"), "is not between 0 and 1, the error at t = 0"),
        (
            ("--frequency", "3", "--tolerance", "__import__"),
            "tolerance '__import__' cannot be read",
        ),
        (("--target", "exp(x)"), "target 'exp(x)' cannot be read"),
        (("--target", "0 cos(x)"), "the target is zero"),
        (("--target", "x cos(x)"), "not a trigonometric polynomial"),
        ((), "give either --frequency or --target"),
        (("--frequency", "3", "--method", "descent"), "needs --step-size and --samples"),
        (
            ("--frequency", "3", "--method", "descent", "--step-size", "1", "--samples", "734"),
            "step size 1 is not between 0 and 0.0123977",
        ),
        (("--frequency", "3", "--step-size", "1"), "--step-size is for --method descent"),
        (("--frequency", "3", "--loss", "sum"), "--loss is for --method descent"),
        (("--target", "cos(x)", "--phase", "1"), "--phase is for --frequency"),
        (("--frequency", "3", "--kernel", "deep:3", "--norm", "sup"), "kernels with a closed form"),
    ],
)
def test_a_mistake_is_one_sentence(run: Run, options: tuple[str, ...], sentence: str) -> None:
    status, out, err = run(*_THIRDS, *options)
    assert status == 2
    assert sentence in err
    assert err.startswith("freqbias: ")
    assert err.count("\n") == 1
    assert out == ""


def test_from_python() -> None:
    p = fb.piecewise_constant(breaks="-1, 0, 1", weights="1, 3")
    by_number, by_text = (fb.time_to_converge(p, target, "1/10") for target in (3, "sin(3x)"))
    assert by_number.regions == by_text.regions
    slower, faster = (region.estimate for region in by_number.regions)
    assert slower > faster
