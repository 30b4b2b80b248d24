"""``python -m lrscale`` is the command ``lrscale``."""

from lrscale.cli import main

if __name__ == "__main__":
    main()
