"""`python -m adjoin` is `adjoin`."""

from .cli import main

if __name__ == "__main__":
    main()
