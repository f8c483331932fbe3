"""`python -m minzheng COMMAND`: the operator's command line."""

from minzheng.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
