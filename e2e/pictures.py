"""Pictures of the real window as a person sees it: `target/screens/window-*.png`."""

import subprocess

from desk import ROOT
from webdriver import Window, wait_for

SCREENS = ROOT / "target/screens"
THEMES = ["light", "dark"]
# How a desktop that prefers dark says so to a GTK program that follows it.
DESKTOP = {"light": {"GTK_THEME": "Adwaita"}, "dark": {"GTK_THEME": "Adwaita:dark"}}


def picture(window: Window, theme: str, name: str) -> None:
    """Takes it without notifications in front, as soon as the window is painted, in that theme."""
    path = SCREENS / f"window-{theme}-{name}.png"

    def painted() -> bool:
        subprocess.run(["dunstctl", "close-all"], check=True)
        window.screenshot(path)
        asked = ["identify", "-format", "%k %[fx:mean]", path]
        colours, brightness = subprocess.run(asked, capture_output=True, check=True, text=True).stdout.split()
        return int(colours) > 50 and (float(brightness) > 0.5) == (theme == "light")

    # What arrives meanwhile waits.
    subprocess.run(["dunstctl", "set-paused", "true"], check=True)
    try:
        wait_for(f"{path} is painted, and {theme}", painted)
    finally:
        subprocess.run(["dunstctl", "set-paused", "false"], check=True)
