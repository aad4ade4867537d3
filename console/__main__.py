"""The entry: `beredt`, and `python -m console`. Nothing heavy is imported before it is needed."""

import sys

from console import __version__


def main() -> int:
    """Run what the command line asks for; returns the exit code (0, 1, 2, 3, or 130 after ctrl+c)."""
    words = sys.argv[1:]
    if words == ["--version"]:
        print(f"beredt {__version__}")
        return 0
    try:
        from console.cli.guard import guarded
    except KeyboardInterrupt:
        return 130
    return guarded(words)


if __name__ == "__main__":
    sys.exit(main())
