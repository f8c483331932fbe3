"""`python -m bootstrap run|test|minzheng [words]`: what the scripts at the root call."""

from __future__ import annotations

import errno
import signal
import sys
from types import FrameType

from bootstrap import commands
from bootstrap.console import Trouble, fail


def main(words: list[str]) -> int:
    """Run one of the three and turn every failure into a sentence."""
    signal.signal(signal.SIGTERM, _terminated)
    signal.signal(signal.SIGHUP, _terminated)
    try:
        return commands.COMMANDS[words[0]](words[1:])
    except Trouble as trouble:
        return fail(str(trouble))
    except KeyboardInterrupt:
        print("\n已停止。再次运行会接着做。", file=sys.stderr)
        return 130
    except OSError as error:
        return fail(_explain(error))


def _terminated(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _explain(error: OSError) -> str:
    where = error.filename or "（未指明文件）"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘已满，写不进 {where}。请腾出至少 2 GB 后再运行。"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"没有权限写入或读取 {where}。\n"
            "办法：换到自己有权限的目录；或者是曾用别的用户（例如 root）运行过，请用同一个用户，或 chown -R 改回属主。"
        )
    return f"系统报错：{error}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
