"""The queue's order: points that add up, so that every place can be explained and changed."""

from console.priority.place import MOST, Part, Parts, Place, place
from console.priority.points import Traits, points
from console.priority.weights import PriorityWeights, vip_name

__all__ = ["MOST", "Part", "Parts", "Place", "PriorityWeights", "Traits", "place", "points", "vip_name"]
