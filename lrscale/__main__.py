"""``python -m lrscale`` is the command ``lrscale``."""

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command on the process's own arguments and exit; Ctrl-C is silent from the first import on."""
    try:
        from lrscale.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = _INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
