"""Beredt: a watch room for social media teams."""

__version__ = "0.1.0"
