"""The practice before its first patient."""
