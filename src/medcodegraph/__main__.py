"""`python -m medcodegraph`: the command line."""

from medcodegraph.cli import main

if __name__ == "__main__":
    main()
