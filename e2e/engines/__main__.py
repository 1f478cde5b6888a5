"""Install the engines that are missing where Debian has them; else their tests skip."""

from __future__ import annotations

from debian import install

from engines.firefox import find_firefox

if __name__ == "__main__":
    if not find_firefox():
        install("firefox-esr", "firefox-esr")
    install("WebKitWebDriver", "webkit2gtk-driver")
    install("Xvfb", "xvfb")
