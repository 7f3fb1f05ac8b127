"""The API for other systems, an application of its own under ``/api/``: ``site.py`` receives, ``tasks.py`` answers. README.md is for its users."""
