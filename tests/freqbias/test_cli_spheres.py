"""Spheres, zones and depth on the command line, as a user meets them."""

import json

import pytest

from freqbias.cli import main

HEMISPHERES = ["--zones", "-1,0,1", "--weights", "12,1"]
BAD_INPUT = [
    (["spectrum", "--sphere", "1"], "sphere 1 is not an integer between 2 and 1000"),
    (["spectrum", "--sphere", "-3"], "sphere -3 is not an integer between 2 and 1000"),
    (["fourier", "--sphere", "0"], "sphere 0 is not an integer between 2 and 1000"),
    (["converge", "--sphere", "1", "--frequency", "2"], "sphere 1 is not an integer"),
    (["spectrum", "--depth", "0", "--sphere", "3"], "depth 0 is not an integer between 1 and 1000"),
    (["fourier", "--depth", "3", "--kernel", "deep:3"], "give either --kernel or --depth"),
    (["spectrum", "--zones", "-1,1/2,0,1", "--weights", "1,2,3"], "1/2 is followed by 0"),
    (["spectrum", "--zones", "-1,0,0,1", "--weights", "1,2,3"], "0 is followed by 0"),
    (["spectrum", "--zones", "-1,0", "--weights", "1"], "heights must go from -1"),
    (["spectrum", "--zones", "-2,1", "--weights", "1"], "heights must go from -1"),
    (["spectrum", "--zones", "-1,0,1", "--weights", "1"], "but the heights make 2 zones"),
    (["spectrum", "--zones", "-1,0,1", "--weights", "1,-1"], "weights contains -1"),
    (["spectrum", "--zones", "-1,0,1"], "give both --zones and --weights"),
    (["spectrum", "--sphere", "2", *HEMISPHERES], "--zones are on S^2 and beyond"),
    (["spectrum", "--sphere", "3", "--breaks", "-1,1", "--weights", "1"], "--zones and --weights"),
    (["spectrum", "--sphere", "3", "--density", "cos(x)"], "depends on the height alone"),
    (["spectrum", *HEMISPHERES, "--count", "99999"], "count 99999 is not an integer between 1 and"),
    (["converge", *HEMISPHERES], "give --frequency, the degree of the harmonic"),
    (["converge", *HEMISPHERES, "--frequency", "2", "--order", "3"], "order 3 is not an integer"),
    (["converge", *HEMISPHERES, "--frequency", "9999"], "degree 9999 is not an integer"),
    (["converge", *HEMISPHERES, "--target", "cos(x)"], "--target is for the circle"),
    (["converge", *HEMISPHERES, "--frequency", "2", "--norm", "sup"], "--norm is for the circle"),
    (
        ["converge", "--breaks", "-1,1", "--weights", "1", "--frequency", "2", "--order", "1"],
        "--order is for harmonics on a sphere",
    ),
]


def _run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    captured = capfd.readouterr()
    return int(left.value.code or 0), captured.out, captured.err


@pytest.mark.parametrize(("arguments", "sentence"), BAD_INPUT)
def test_a_mistake_is_one_sentence(
    capfd: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    status, out, err = _run(capfd, *arguments)
    assert (status, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_fourier_on_a_sphere(capfd: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(capfd, "fourier", "--sphere", "3", "--count", "4", "--json")
    found = json.loads(out)
    assert found["dimension"] == 3
    rows = [(row["degree"], row["copies"], row["closed"]) for row in found["coefficients"]]
    assert rows == [(0, 1, "5/32"), (1, 3, "7/96"), (2, 5, "7/512"), (3, 7, "1/512")]


def test_fourier_of_deep_kernels_is_certified(capfd: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(capfd, "fourier", "--depth", "2", "--count", "3", "--json")
    rows = json.loads(out)["coefficients"]
    assert [row["certified"] for row in rows] == [True] * 3
    assert rows[0]["mid"].startswith("6.8015804145880136272")
    _, out, _ = _run(capfd, "fourier", "--depth", "2", "--sphere", "3", "--count", "2")
    assert "copies" in out


def test_a_spectrum_on_zones_names_orders(capfd: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(capfd, "spectrum", *HEMISPHERES, "--count", "4", "--json")
    rows = json.loads(out)["eigenvalues"]
    assert [(row["harmonics"], row["multiplicity"]) for row in rows] == [
        ("order 0", 1),
        ("order 1", 2),
        ("order 0", 1),
    ]
    assert rows[0]["mid"].startswith("0.2035349687434")
    assert not any(row["certified"] for row in rows)


def test_the_uniform_density_on_a_sphere_is_certified(capfd: pytest.CaptureFixture[str]) -> None:
    for kernel in ([], ["--depth", "3"]):
        _, out, _ = _run(capfd, "spectrum", "--sphere", "4", *kernel, "--count", "10", "--json")
        rows = json.loads(out)["eigenvalues"]
        assert [(row["harmonics"], row["multiplicity"]) for row in rows[:3]] == [
            ("degree 0", 1),
            ("degree 1", 4),
            ("degree 2", 9),
        ]
        assert all(row["certified"] for row in rows)


def test_converge_on_zones(capfd: pytest.CaptureFixture[str]) -> None:
    options = ["--zones", "-1,0,1", "--weights", "3,1", "--frequency", "6"]
    _, out, _ = _run(capfd, "converge", *options, "--json")
    first, second = json.loads(out)["regions"]
    assert (first["from"], first["to"], first["state"]) == ("-1", "0", "estimated")
    assert float(first["time"]["mid"]) < float(second["time"]["mid"])
    _, out, _ = _run(capfd, "converge", *options, "--order", "6")
    assert "degree 6 and order 6" in out


def test_converge_for_a_deep_kernel(capfd: pytest.CaptureFixture[str]) -> None:
    options = ["--breaks", "-1,0,1", "--weights", "1,2", "--frequency", "3", "--depth", "3"]
    _, out, _ = _run(capfd, "converge", *options)
    assert "kernel deep:3" in out
    assert "not certified" in out
