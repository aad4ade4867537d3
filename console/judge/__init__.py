"""Judging one message: language, sentiment, content flags, priority, each with its reasons."""

from console.judge.judging import Judge
from console.judge.settings import JudgeSettings, PriorityWeights

__all__ = ["Judge", "JudgeSettings", "PriorityWeights"]
