"""Source-bound assistants for citizens in Kazakh, Russian and English; every answer labelled."""

__version__ = "0.1.0"

__all__ = ["__version__"]
