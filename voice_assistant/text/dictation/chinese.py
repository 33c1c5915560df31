"""What can be said to a Chinese dictation, in simplified and traditional characters."""

from __future__ import annotations

from .spoken import Command, Kind, Need, Speech, words

SPEECH = Speech(
    (
        Command(Kind.AFTER, "，", ("逗号", "逗號")),
        Command(Kind.AFTER, "。", ("句号", "句號")),
        Command(Kind.AFTER, "？", ("问号", "問號")),
        Command(Kind.AFTER, "！", ("感叹号", "感嘆號", "叹号", "嘆號", "惊叹号", "驚嘆號")),
        Command(Kind.AFTER, "：", ("冒号", "冒號")),
        Command(Kind.AFTER, "；", ("分号", "分號")),
        Command(Kind.AFTER, "、", ("顿号", "頓號")),
        Command(Kind.AFTER, "……", ("省略号", "省略號")),
        Command(Kind.OPEN, "“", ("左引号", "左引號", "前引号", "前引號", "上引号")),
        Command(Kind.CLOSE, "”", ("右引号", "右引號", "后引号", "後引號", "下引号")),
        Command(Kind.OPEN, "（", ("左括号", "左括號", "前括号")),
        Command(Kind.CLOSE, "）", ("右括号", "右括號", "后括号", "後括號")),
        Command(Kind.OPEN, "《", ("左书名号", "左書名號")),
        Command(Kind.CLOSE, "》", ("右书名号", "右書名號")),
        Command(Kind.BREAK, "\n\n", ("新段落", "另起一段"), not_before=words("从 的")),
        Command(Kind.BREAK, "\n", ("换行", "換行", "另起一行")),
        Command(Kind.LITERAL, "", ("字面上的", "文字")),
        Command(Kind.DROP, "", ("删掉这句", "刪掉這句", "撤销", "撤銷", "划掉重说"), need=Need.ALONE),
        Command(Kind.KEY, "Enter", ("按回车", "按下回车", "按回車", "按輸入鍵"), need=Need.END),
    ),
    not_after=words(
        "个 個 的 这 這 那 用 加 打 是 叫 写 寫 输入 輸入 自动 自動 不 要 和 或 与 與 在 把 需要 按 标点 画 畫 种"
    ),
    not_before=words("的 是 键 鍵 表示 用 后 後 前 和 或 与 與 符 在 应该 應該 可以 不 时 時 之 分隔 就 也 有 来 來"),
    spaceless=True,
)
