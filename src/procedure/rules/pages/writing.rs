//! Pages of the rules on how a file is written, before it means anything.

use crate::procedure::rules::page::{Page, page};

/// Where most of these slips come from.
const TYPED: [&str; 2] = [
    "Chinese input methods and web pages put such signs in; YAML reads them as words of the text.",
    "中文输入法和网页常带入这些符号，YAML 会把它们当成文字。",
];
/// Why the format has only a part of YAML.
const PLAIN: [&str; 2] = [
    "A procedure reads like a page that a shift lead could write, and no file is larger than it looks (references are how YAML bombs are made).",
    "规程要像值班长写的一页纸；文件看着多大就是多大（YAML 炸弹正是靠引用做成的）。",
];

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page(
        "file-too-large",
        ["A file of more than 1 MiB.", "文件超过 1 MiB。"],
        [
            "Nobody works through so long a procedure; a wrong file was named.",
            "没有人能走完这么长的规程，多半是选错了文件。",
        ],
        "# more than 1048576 bytes / 超过 1048576 字节",
        "- 开灯\n",
    ),
    page(
        "not-utf8",
        ["A file that is not UTF-8, such as GBK or UTF-16.", "文件不是 UTF-8 编码，如 GBK、UTF-16。"],
        ["The same bytes would read differently on another machine.", "同样的字节换台机器就读成别的字。"],
        "# saved as GBK or UTF-16 / 另存为 GBK 或 UTF-16",
        "- 开灯\n",
    ),
    page(
        "empty-file",
        ["A file without content.", "文件没有内容。"],
        ["A procedure needs at least its id and a step.", "规程至少要有编号和一个步骤。"],
        "",
        "- 开灯\n",
    ),
    page(
        "yaml-syntax",
        ["Text that is no YAML.", "文字不合 YAML 语法。"],
        ["What follows cannot be read in one way only.", "后面的内容无法确定该怎么读。"],
        "- check: [开灯\n",
        "- check: 开灯\n",
    ),
    page(
        "tab-indentation",
        ["A line that is indented with a tab.", "用制表符缩进。"],
        ["YAML forbids it: a tab is as wide as each editor likes.", "YAML 不允许：制表符在各编辑器里宽度不同。"],
        "- section: 开门\n\tsteps: [开灯]\n",
        "- section: 开门\n  steps: [开灯]\n",
    ),
    page(
        "wide-space",
        [
            "A full-width or no-break space where YAML wants an ordinary one.",
            "该用半角空格处用了全角空格或不间断空格。",
        ],
        TYPED,
        "- check:\u{3000}开灯\n",
        "- check: 开灯\n",
    ),
    page(
        "full-width-colon",
        ["A full-width colon after a key.", "键后用了全角冒号。"],
        TYPED,
        "- check：开灯\n",
        "- check: 开灯\n",
    ),
    page(
        "full-width-comma",
        ["A full-width comma in a list in brackets.", "方括号列表里用了全角逗号。"],
        ["YAML takes what stands around it for one item.", "YAML 会把它前后的内容当成一项。"],
        "- {each: 台席, as: desk, in: [一号台，二号台], steps: [开机]}\n",
        "- {each: 台席, as: desk, in: [一号台, 二号台], steps: [开机]}\n",
    ),
    page(
        "space-after-colon",
        ["A key whose colon is not followed by a space.", "键后的冒号没有跟空格。"],
        ["YAML reads `check:lamp` as one word.", "YAML 会把 `check:开灯` 读成一个词。"],
        "- check:开灯\n",
        "- check: 开灯\n",
    ),
    page(
        "unquoted-braces",
        ["A value that opens with braces and has no quotes.", "值以花括号开头而没有引号。"],
        ["YAML reads braces as a map.", "YAML 会把花括号读成映射。"],
        "- check: {{ site }} 开灯\n",
        "- check: '{{ site }} 开灯'\n",
    ),
    page(
        "unprintable-character",
        ["A control character, or one without width.", "控制字符或没有宽度的字符。"],
        [
            "Two texts that look alike would differ, and a terminal could be led astray.",
            "看着一样的文字会不相同，还可能扰乱终端。",
        ],
        "- 开\u{200b}灯\n",
        "- 开灯\n",
    ),
    page("anchor", ["A YAML anchor.", "YAML 锚点。"], PLAIN, "- check: &a 开灯\n", "- check: 开灯\n"),
    page("alias", ["A YAML alias.", "YAML 别名。"], PLAIN, "- check: *a\n", "- 开灯\n- 开灯\n"),
    page("tag", ["A YAML tag.", "YAML 标签。"], PLAIN, "- check: !!str 开灯\n", "- check: 开灯\n"),
    page(
        "merge-key",
        ["A YAML merge key.", "YAML 合并键。"],
        PLAIN,
        "- check: 开灯\n  <<: {role: lead}\n",
        "- check: 开灯\n",
    ),
    page(
        "second-document",
        ["A second document in one file.", "一个文件里有第二个文档。"],
        ["One file is one procedure, known by its name.", "一个文件就是一个规程，以文件名相认。"],
        "- 开灯\n---\n- 关灯\n",
        "- 开灯\n- 关灯\n",
    ),
    page(
        "duplicate-key",
        ["A key that stands twice in one map.", "同一处写了两次同样的键。"],
        ["Readers of YAML disagree on which of the two counts.", "不同的 YAML 程序取的不是同一个。"],
        "- check: 开灯\n  note: 一\n  note: 二\n",
        "- check: 开灯\n  note: 一\n",
    ),
    page(
        "key-not-text",
        ["A list or map in the place of a key.", "键的位置上是列表或映射。"],
        ["No key of the format is one.", "格式里没有这样的键。"],
        "- check: 开灯\n  ? [note]\n  : 慢\n",
        "- check: 开灯\n",
    ),
    page(
        "text-too-long",
        [
            "A text of more than 2,000 characters, or a detail, note or warning of more than 8,000.",
            "文字超过 2,000 个字，或说明、提示、警告超过 8,000 个字。",
        ],
        ["An entry of the journal could not hold it.", "记录的一行装不下。"],
        "# more than 2000 characters / 超过 2000 个字",
        "- 开灯\n",
    ),
    page(
        "too-deep",
        ["Lists and maps nested more than 64 deep.", "列表和映射嵌套超过 64 层。"],
        ["Nobody finds the way through, and hostile files are made so.", "没有人看得清，恶意文件才这样写。"],
        "- check: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n",
        "- check: x\n",
    ),
    page(
        "too-many-values",
        ["A file with more than 100,000 values.", "文件里的值超过 100,000 个。"],
        [
            "Nobody works through so many; it bounds what a hostile file can cost.",
            "没有人能走完，也限制了恶意文件的代价。",
        ],
        "# more than 100000 values / 超过 100000 个值",
        "- 开灯\n",
    ),
];
