"""All who answered, over all waves: a mixed model with the waves as a factor and a random intercept a person."""

from programme.analysis.waves.figures import Estimate, WaveFigures, WaveModel
from programme.analysis.waves.model import wave_model, wave_models

__all__ = ["Estimate", "WaveFigures", "WaveModel", "wave_model", "wave_models"]
