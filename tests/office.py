"""Finds what the tests look at slides with: an installed LibreOffice, poppler and type face, else Debian's packages where those may
be installed.

Run as a program it installs them if need be, and says the one command to run where it may not. The type face is as wide as that
of the slides, which LibreOffice would otherwise replace by a wider one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAMS = ("soffice", "pdftotext", "fc-list")
TYPE = ("Arial", "Liberation Sans")
PACKAGES = ("libreoffice-impress", "poppler-utils", "fonts-liberation")
BY_HAND = ("LibreOffice, poppler or a type face as wide as Arial was not found. Install them and run the tests again:  "
           f"sudo apt-get install --no-install-recommends {' '.join(PACKAGES)}")


def find() -> bool:
    """Whether all of PROGRAMS are installed, and one of the type faces TYPE."""
    if not all(map(shutil.which, PROGRAMS)):
        return False
    faces = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True).stdout
    return any(face in faces for face in TYPE)


def install() -> bool:
    """Install Debian's packages if this machine has apt and lets us; whether all is there then."""
    if not shutil.which("apt-get"):
        return False
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and not shutil.which("sudo"):
        return False
    print("Installing Debian's LibreOffice Impress and poppler for the tests of slides ...", flush=True)
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        if subprocess.run([*as_root, *command], **quiet).returncode:
            return False
    return find()


def as_pages(presentation: Path) -> list[str]:
    """The text of each page that LibreOffice makes of a presentation."""
    assert find(), BY_HAND
    folder = presentation.parent
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    done = subprocess.run(["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(presentation)],
                          capture_output=True, text=True, timeout=240)
    pdf = presentation.with_suffix(".pdf")
    assert pdf.is_file(), done.stdout + done.stderr
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return told.removesuffix("\f").split("\f")


if __name__ == "__main__":
    if not (find() or install()):
        sys.exit(BY_HAND)
    print("LibreOffice for the tests of slides is there")
