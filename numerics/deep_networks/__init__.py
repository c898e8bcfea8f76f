"""Deep fully connected ReLU networks on finitely many points: values, empirical kernel, training.

Needs JAX, an extra (``pip install "freqbias[networks]"``), which is imported when something is
computed.  The code runs on whatever device JAX chooses; figures were measured on CPUs, none on a GPU.
"""

from freqbias.numerics.deep_networks.history import (
    History,
    region_means,
    settled,
)
from freqbias.numerics.deep_networks.model import (
    Parameters,
    empirical_kernel,
    initial,
    on_circle,
    outputs,
)
from freqbias.numerics.deep_networks.network import DeepNetwork, Trained
from freqbias.numerics.deep_networks.training import Training, train

__all__ = [
    "DeepNetwork",
    "History",
    "Parameters",
    "Trained",
    "Training",
    "empirical_kernel",
    "initial",
    "on_circle",
    "outputs",
    "region_means",
    "settled",
    "train",
]
