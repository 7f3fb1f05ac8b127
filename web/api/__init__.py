"""What the API (``views/api_*.py``) speaks with: who shows which key, what was sent, how tasks and problems are written. README.md is for its users."""
