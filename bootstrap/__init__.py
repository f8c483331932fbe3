"""From a bare Python 3.11 to a running district: environment, database server, processes. Standard library only.

`./run`, `./test` and `./minzheng` come in through `launch.sh` and `__main__`. Nothing here imports `minzheng`.
"""
