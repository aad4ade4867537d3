"""Detection: usual levels, alarms, episodes and their explanation. Pure: counts come in, findings go out."""

from console.detect.alarms import Alarms
from console.detect.baseline import Reading, Stream
from console.detect.episode import Episode
from console.detect.tuning import Tuning

__all__ = ["Alarms", "Episode", "Reading", "Stream", "Tuning"]
