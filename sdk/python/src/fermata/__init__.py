"""Fermata for sources: propose an action, wait for people, run only what they signed."""
