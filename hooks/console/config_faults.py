"""Why the engine cannot use mkdocs.yml, in Chinese: the one file of settings that an officer must open."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from press.content.yaml_tree import Fault, parse_tree

_VALUES = (
    (r"The URL isn't valid|Unable to parse the URL", "要写完整的网址，以 https:// 开头、以 / 结尾"),
    (r"The path '(.+)' isn't an existing directory", "没有“{0}”这个文件夹"),
    (r"The path '(.+)' isn't an existing file", "没有“{0}”这个文件"),
    (r"The 'docs_dir' should not be within", "网站文件夹不能是 docs/ 或者把它包在里面，请另选一个文件夹"),
    (r"The 'site_dir' should not be within", "网站文件夹不能放在 docs/ 里面，请另选一个文件夹"),
    (r"Required configuration not provided", "没有写，这一项不能缺"),
    (r"Unrecognised configuration name: (.+)", "没有这个配置项，多半是写错了名字"),
    (r'The "(.+)" plugin is not installed', "没有装“{0}”这个插件"),
    (r"Unrecognised theme name: '(.+?)'", "没有“{0}”这个主题；本站用 material"),
    (r"Expected (?:type: <class 'str'>|a string)", "要写一行文字"),
    (r"Expected type: <class 'bool'>", "只能写 true 或 false"),
    (r"Expected (?:nav to be )?a list", "要写成清单，每项一行，以“- ”开头"),
    (r"Failed to load extension|Cannot import path '(.+?)'", "引用的程序装不上，请照出厂的 mkdocs.yml 改回去"),
)
"""Patterns quote `mkdocs/config/config_options.py` of MkDocs 1.6."""


def value_fault(text: str) -> str:
    """Say in Chinese what the engine says of a value; its own words if they are not known."""
    for pattern, told in _VALUES:
        found = re.match(pattern, text)
        if found:
            return told.format(*(group or "" for group in found.groups()))
    return text


def file_fault(file: Path) -> str | None:
    """Say in Chinese why a configuration file is no YAML at all, with its line; None if it is."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
        yaml.compose(text, Loader=yaml.SafeLoader)
    except OSError as error:
        return f"读不出来（{error.strerror}）"
    except UnicodeDecodeError:
        return "不是 UTF-8 编码。请用记事本打开它，点“另存为”，编码选 UTF-8"
    except yaml.MarkedYAMLError as error:
        fault = parse_tree(text)
        if isinstance(fault, Fault):
            return f"第 {fault.line} 行：{fault.message}（{fault.hint}）"
        mark = error.problem_mark
        return f"第 {mark.line + 1 if mark else 1} 行写得不对（检查缩进、冒号后的空格，引号和括号是否成对）"
    except yaml.YAMLError:
        return "里面有看不见的特殊字符，请删掉后重新打字"
    return None
