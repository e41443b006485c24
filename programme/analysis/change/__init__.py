"""The same people twice: what changed, by how much, and how sure that is."""

from programme.analysis.change.means import WaveMean, wave_mean
from programme.analysis.change.paired import PairedChange, paired_change
from programme.analysis.change.ranks import SignedRank, signed_rank

__all__ = ["PairedChange", "SignedRank", "WaveMean", "paired_change", "signed_rank", "wave_mean"]
