"""Debian's packages that tests need, installed where this machine has apt and lets us."""

from __future__ import annotations

import os
import shutil
import subprocess


def install_packages(packages: tuple[str, ...], purpose: str) -> bool:
    """Install packages and say what for; False where that is not possible, which the caller tells with the one command to run."""
    if not shutil.which("apt-get"):
        return False
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and not shutil.which("sudo"):
        return False
    print(f"Installing Debian's {', '.join(packages)} for {purpose} ...", flush=True)
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run([*as_root, "apt-get", *command], env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
                              stdout=subprocess.DEVNULL)
        if done.returncode:
            return False
    return True
