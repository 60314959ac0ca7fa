"""The display as a hand and an eye meet it: keys by XTEST, and the colour of one pixel, asked again and again.

The X libraries are called directly, because a process for each look would take longer than what is timed.
"""

import ctypes
import subprocess
import time
from ctypes import byref, c_char_p, c_int, c_uint, c_ulong, c_void_p
from typing import NamedTuple

from webdriver import wait_for

ALL_PLANES = c_ulong(-1)
Z_PIXMAP = 2
WHEEL_DOWN = 5


class Point(NamedTuple):
    x: int
    y: int


class Mark(NamedTuple):
    """A place and the colour that it takes once something is there."""

    at: Point
    colour: int


def library(name: str, **functions: tuple[object, list[object]]) -> ctypes.CDLL:
    loaded = ctypes.CDLL(name)
    for function, (result, arguments) in functions.items():
        getattr(loaded, function).restype = result
        getattr(loaded, function).argtypes = arguments
    return loaded


X11 = library(
    "libX11.so.6",
    XOpenDisplay=(c_void_p, [c_char_p]),
    XCloseDisplay=(c_int, [c_void_p]),
    XDefaultRootWindow=(c_ulong, [c_void_p]),
    XGetImage=(c_void_p, [c_void_p, c_ulong, c_int, c_int, c_uint, c_uint, c_ulong, c_int]),
    XGetPixel=(c_ulong, [c_void_p, c_int, c_int]),
    XDestroyImage=(c_int, [c_void_p]),
    XTranslateCoordinates=(c_int, [c_void_p, c_ulong, c_ulong, c_int, c_int, c_void_p, c_void_p, c_void_p]),
    XStringToKeysym=(c_ulong, [c_char_p]),
    XKeysymToKeycode=(c_uint, [c_void_p, c_ulong]),
    XFlush=(c_int, [c_void_p]),
    XSync=(c_int, [c_void_p, c_int]),
)
XTEST = library(
    "libXtst.so.6",
    XTestFakeKeyEvent=(c_int, [c_void_p, c_uint, c_int, c_ulong]),
    XTestFakeButtonEvent=(c_int, [c_void_p, c_uint, c_int, c_ulong]),
    XTestFakeMotionEvent=(c_int, [c_void_p, c_int, c_int, c_int, c_ulong]),
)


class Screen:
    """The session's display. Times are seconds of the monotonic clock."""

    def __init__(self) -> None:
        self._display = X11.XOpenDisplay(None)
        if not self._display:
            raise SystemExit("no display: run this inside scripts/session")
        self._root = X11.XDefaultRootWindow(self._display)

    def bring_up(self, window: str) -> Point:
        """In front, with the keyboard; returns where its content begins on the display."""
        subprocess.run(["xdotool", "windowactivate", "--sync", window, "windowfocus", "--sync", window], check=True, capture_output=True)
        x, y, child = c_int(), c_int(), c_ulong()
        X11.XTranslateCoordinates(self._display, int(window), self._root, 0, 0, byref(x), byref(y), byref(child))
        return Point(x.value, y.value)

    def pixel(self, at: Point) -> int:
        """The colour there now, as 0xRRGGBB."""
        image = X11.XGetImage(self._display, self._root, at.x, at.y, 1, 1, ALL_PLANES, Z_PIXMAP)
        colour = X11.XGetPixel(image, 0, 0) & 0xFFFFFF
        X11.XDestroyImage(image)
        return colour

    def changed(self, at: Point, before: int, seconds: float = 5) -> float:
        """When the colour there was first another one."""
        end = time.monotonic() + seconds
        while self.pixel(at) == before:
            if time.monotonic() > end:
                raise AssertionError(f"{at} kept its colour {before:06x} for {seconds} s")
        return time.monotonic()

    def became(self, mark: Mark, seconds: float = 60) -> float:
        """When the colour there was first this one."""
        at, colour = mark
        end = time.monotonic() + seconds
        while self.pixel(at) != colour:
            if time.monotonic() > end:
                raise AssertionError(f"{at} did not become {colour:06x} in {seconds} s; it is {self.pixel(at):06x}")
            time.sleep(0.001)
        return time.monotonic()

    def press(self, key: str) -> float:
        """Presses and lets go; returns when it was sent."""
        code = X11.XKeysymToKeycode(self._display, X11.XStringToKeysym(key.encode()))
        sent = time.monotonic()
        XTEST.XTestFakeKeyEvent(self._display, code, 1, 0)
        XTEST.XTestFakeKeyEvent(self._display, code, 0, 0)
        X11.XFlush(self._display)
        return sent

    def point(self, at: Point) -> None:
        XTEST.XTestFakeMotionEvent(self._display, -1, at.x, at.y, 0)
        X11.XSync(self._display, 0)

    def wheel(self) -> None:
        """One notch down, wherever the pointer is."""
        XTEST.XTestFakeButtonEvent(self._display, WHEEL_DOWN, 1, 0)
        XTEST.XTestFakeButtonEvent(self._display, WHEEL_DOWN, 0, 0)
        X11.XFlush(self._display)


def window_of(pids: list[int]) -> str:
    """The visible window of one of these processes, by its X id."""

    def look() -> str | None:
        for pid in pids:
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(pid)], capture_output=True, text=True)
            if ids := found.stdout.split():
                return ids[-1]
        return None

    return wait_for("its window is on the display", look)
