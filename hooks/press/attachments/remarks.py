"""What is said about attached documents: every finding of this area, in one place."""

from __future__ import annotations

from press.findings import Finding, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTICE

_RESAVE = "用原来的软件打开，另存一份再放进来；打不开就请提供人重新发一份"

_TEXTS: dict[str, tuple[Severity, str, str]] = {
    "empty": (_E, "文件是空的（0 字节）", "请重新复制一份完整的文件"),
    "too-large": (_E, "文件有 {size} MB，超过 {limit} MB 的上限，没有加标识", "请压缩图片或拆成几份"),
    "archive-bomb": (
        _E,
        "文件解压后大得不正常，可能有害，没有打开它",
        "请不要打开这个文件；请提供人重新导出一份",
    ),
    "damaged": (_E, "文件已损坏或不完整，没有加标识", _RESAVE),
    "limit": (_E, "处理这个文件用的时间或内存太多，已停下，没有加标识", _RESAVE),
    "failed": (_E, "处理这个文件时出了意外（{cause}），没有加标识", _RESAVE),
    "wrong-name": (
        _W,
        "文件名以“{suffix}”结尾，内容却是{kind}，读者可能打不开",
        "请把扩展名改成“{right}”",
    ),
    "encrypted": (
        _W,
        "文件加了密码或编辑限制，没有加标识",
        "请用原来的软件去掉密码和限制，另存后再放进来",
    ),
    "signed": (
        _W,
        "文件带有电子签名，加标识会使签名失效，所以原样保留",
        "请在签名之前加标识：用没有签名的原件生成，再签名",
    ),
    "protected": (
        _W,
        "文件设置了编辑保护，没有加标识",
        "在 Word/WPS 里：审阅 → 限制编辑 → 停止保护（演示文稿：文件 → 文档加密 → 清空密码），保存后再放进来",
    ),
    "macros": (
        _W,
        "文件里有宏（程序），不宜对外发布，没有加标识",
        "在 Word/WPS/PowerPoint 里：文件 → 另存为 → 类型选“{right}”，再放进来",
    ),
    "old-format": (
        _W,
        "这是旧格式的{kind}，不能加标识",
        "在 WPS 或 Office 里：①打开它；②文件 → 另存为；③文件类型选“{right}”；④保存后把新文件放进来，删去旧文件",
    ),
    "strict-format": (
        _W,
        "文件存成了“Strict Open XML”格式，不能加标识",
        "在 Word/WPS 里：文件 → 另存为 → 类型选普通的“{right}”",
    ),
    "tracked-changes": (
        _W,
        "文件里还有没处理完的修订或批注，读者都会看到",
        "在 Word/WPS 里：审阅 → 接受所有修订，并删除全部批注，保存后再放进来（标识已加上）",
    ),
    "covers-text": (
        _W,
        "第 {pages} 页左上角没有空白，标识盖住了原有内容",
        "请在页面左上角留出宽 {width} 厘米、高 {height} 厘米的空白，重新导出",
    ),
    "look": (_N, "第 {pages} 页左上角可能有文字，标识也许会压住它", "请打开加好标识的文件看一看，必要时把文字移开"),
    "letterhead": (_N, "页眉里原来就有图片，标识也许会压住它", "请打开加好标识的文件看一看，必要时把图片右移"),
    "no-pages": (_E, "文件里一页也没有，没有加标识", _RESAVE),
    "unsupported": (_N, "{kind}不加标识，原样发布", ""),
}

_LISTED = 8


def remark(rule: str, name: str, **values: object) -> Finding:
    """Return the finding `attachment/<rule>` about the file `name`, its text filled in with `values`."""
    severity, message, hint = _TEXTS[rule]
    return Finding(f"attachment/{rule}", severity, message.format(**values), hint.format(**values), name)


def page_list(numbers: list[int]) -> str:
    """Return page numbers as readers count them, the long tail cut: `1、3、4 等 12`."""
    shown = "、".join(str(number) for number in numbers[:_LISTED])
    return shown if len(numbers) <= _LISTED else f"{shown} 等 {len(numbers)}"
