"""Pictures of the real window as a person sees it: `target/screens/window-*.png`."""

import subprocess

from desk import ROOT
from webdriver import Window

SCREENS = ROOT / "target/screens"
THEMES = ["light", "dark"]
# How a desktop that prefers dark says so to a GTK program that follows it.
DESKTOP = {"light": {"GTK_THEME": "Adwaita"}, "dark": {"GTK_THEME": "Adwaita:dark"}}


def picture(window: Window, theme: str, name: str) -> None:
    """Takes it without notifications in front, and looks whether anything was painted, in that theme."""
    subprocess.run(["dunstctl", "close-all"], check=True)
    path = SCREENS / f"window-{theme}-{name}.png"
    window.screenshot(path)
    asked = ["identify", "-format", "%k %[fx:mean]", path]
    colours, brightness = subprocess.run(asked, capture_output=True, check=True, text=True).stdout.split()
    assert int(colours) > 50, f"{path} is blank"
    assert (float(brightness) > 0.5) == (theme == "light"), f"{path} is not {theme}"
