# -*- coding: utf-8 -*-
# ruff: noqa: UP009, UP031, UP036, PTH100, PTH118, PTH120 -- must parse and speak on Pythons as old as 2.7
"""The command line of 杏林 Press: `python3 build.py --help`.

No annotations, no f-strings, no functions here: an old Python must get as far as the message below. The work is done in
hooks/console/bootstrap.py. (The name of this file shadows `python -m build` in this folder.)
"""

import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))

if sys.version_info < (3, 11):
    sys.stderr.write(
        "错误：需要 Python 3.11 或更新的版本，现在运行的是 %d.%d。\n"
        "请到 https://www.python.org/downloads/ 下载安装新版本，然后用新版本重新运行本命令，"
        "例如：python3.11 build.py\n" % sys.version_info[:2]
    )
    sys.exit(3)

if __name__ == "__main__":
    sys.path.insert(0, os.path.join(ROOT, "hooks"))
    from console.bootstrap import main

    sys.exit(main(ROOT, sys.argv[1:]))
