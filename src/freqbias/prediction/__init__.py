"""Prediction from data: angles in, and when each frequency is learned in each region out."""

from freqbias.prediction.prediction import Prediction, predict
from freqbias.prediction.training import Training

__all__ = ["Prediction", "Training", "predict"]
