#!/usr/bin/env bash
# Build the virtual environment from the lock file: scripts/venv.sh FOLDER [PYTHON]
set -euo pipefail

venv=$1
python=${2:-}

say() { printf 'beredt: %s\n' "$*" >&2; }

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null
}

if [[ -n $python ]]; then
    if ! fits "$python"; then
        say "$python is no Python 3.11 to 3.14; name another: make run PYTHON=python3.13"
        exit 2
    fi
else
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if fits "$candidate"; then
            python=$candidate
            break
        fi
    done
    if [[ -z $python ]]; then
        say "no Python 3.11 to 3.14 was found; on Debian: sudo apt-get install python3 python3-venv"
        exit 2
    fi
fi

version='import sys; print(*sys.version_info[:2])'
if [[ -e $venv ]] && [[ $("$venv/bin/python" -c "$version" 2>/dev/null) != $("$python" -c "$version") ]]; then
    if [[ ! -f $venv/pyvenv.cfg ]]; then
        say "$venv is no virtual environment and is in the way; move it"
        exit 2
    fi
    rm -rf "$venv"
fi

say "building $venv with $("$python" --version); this takes a minute, and only once"

# Debian ships venv without ensurepip unless python3-venv is installed; a pip from elsewhere will do as well.
pip=("$venv/bin/python" -m pip)
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
        rm -rf "$venv"
        if "$python" -m pip --version >/dev/null 2>&1 && "$python" -m venv --without-pip "$venv"; then
            pip=("$python" -m pip --python "$venv/bin/python")
        elif ! "$python" -m virtualenv --quiet "$venv" >/dev/null 2>&1; then
            rm -rf "$venv"
            say "this Python can't build a virtual environment; on Debian: sudo apt-get install python3-venv"
            exit 3
        fi
    fi
fi

# -qq keeps pip's warnings off the screen (mirrors often cause harmless ones); errors still show.
install=("${pip[@]}" --disable-pip-version-check install --no-input -qq)
if ! "${install[@]}" --require-hashes -r requirements.lock ||
    ! "${install[@]}" --no-deps --no-build-isolation --editable .; then
    say "the packages could not be installed; what pip said stands above; run the same command to go on"
    exit 3
fi
