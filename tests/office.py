"""Finds what the tests look at slides with: an installed LibreOffice, poppler and type face, else Debian's packages where those may
be installed.

Run as a program it installs them if need be, and says the one command to run where it may not. The type face is as wide as that
of the slides, which LibreOffice would otherwise replace by a wider one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from debian_packages import install_packages

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
    """Install Debian's packages if this machine lets us; whether all is there then."""
    return install_packages(PACKAGES, "the tests of slides") and find()


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
