"""TOML to frozen settings; an unknown key is refused; file, line and key stand in every error."""

from console.config.care import AuditSettings, RetentionSettings
from console.config.load import line_of, load
from console.config.places import RESTRICTED, config_path, data_path, find_settings, log_path, restricted
from console.config.ringing import RingingSettings
from console.config.secrets import MASK, Secret, SecretRef, mask_handlers
from console.config.settings import (
    BrandSettings,
    ChannelSettings,
    DemoSettings,
    DeskSettings,
    DetectorSettings,
    Settings,
    ShellSettings,
    UiSettings,
)

__all__ = [
    "MASK",
    "RESTRICTED",
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
    "ShellSettings",
    "UiSettings",
    "config_path",
    "data_path",
    "find_settings",
    "line_of",
    "load",
    "log_path",
    "mask_handlers",
    "restricted",
]
