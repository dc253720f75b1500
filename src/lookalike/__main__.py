"""``python -m lookalike`` is the command ``lookalike``."""

from lookalike.app.cli import main

if __name__ == "__main__":
    main()
