"""Channels: where a finished delivery goes."""
