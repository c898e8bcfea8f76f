"""``python -m freqbias``."""

from freqbias.cli import main

if __name__ == "__main__":
    main()
