"""TOML to frozen settings; an unknown key is refused; file, line and key stand in every error."""

from console.config.care import AuditSettings, RetentionSettings
from console.config.load import line_of, load
from console.config.places import config_path, find_settings
from console.config.ringing import RingingSettings
from console.config.secrets import MASK, Secret, SecretRef, mask_handlers
from console.config.settings import (
    BrandSettings,
    ChannelSettings,
    DemoSettings,
    DeskSettings,
    DetectorSettings,
    Settings,
    UiSettings,
)

__all__ = [
    "MASK",
    "AuditSettings",
    "BrandSettings",
    "ChannelSettings",
    "DemoSettings",
    "DeskSettings",
    "DetectorSettings",
    "RetentionSettings",
    "RingingSettings",
    "Secret",
    "SecretRef",
    "Settings",
    "UiSettings",
    "config_path",
    "find_settings",
    "line_of",
    "load",
    "mask_handlers",
]
