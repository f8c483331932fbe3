#!/bin/sh
# Finds a Python that can run bootstrap/, so that an old one gives a sentence and not a SyntaxError.
# MINZHENG_PYTHON names one explicitly.
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
tried=
for python in "$MINZHENG_PYTHON" python3 python3.13 python3.12 python3.11 python3.14 python; do
    [ -n "$python" ] || continue
    command -v "$python" >/dev/null 2>&1 || continue
    found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))' 2>/dev/null)
    if [ $? -eq 0 ] && [ -n "$found" ]; then
        # -P: the folder we are called from must not be searched; it may be another checkout.
        PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}" PYTHONDONTWRITEBYTECODE=1 exec "$python" -P -m bootstrap "$@"
    fi
    [ -n "$found" ] && tried="$tried $python（$found）"
done
cat >&2 <<MESSAGE
需要 Python 3.11 或更新的版本。${tried:+本机只找到：$tried。}
安装办法：Debian 12、Ubuntu 24.04 及以上：apt-get install python3 python3-venv；
          openEuler、Anolis、RHEL 系：dnf install python3.11；macOS：brew install python@3.12。
已经装在别处的，用 MINZHENG_PYTHON=/路径/python3.11 指明后再运行。
MESSAGE
exit 1
