//! Pages of the rules for files that stand beside procedures: scenarios, answers, the site file, and files that are none of these.
//!
//! An example of a scenario or of answers belongs to the procedure `example` with a check `lights`, a measure `heat`, a section
//! `round` and a parameter `level`. Examples that begin with `#` cannot be written as a file.

use crate::procedure::rules::page::{Page, page};

/// Why a script is checked before anything runs.
const FIRST: [&str; 2] = [
    "A script is read whole before its first answer is given, so that no run stops half-way for a slip of the pen.",
    "答案先全部查过才开始运行，免得因笔误半途停下。",
];

/// The pages.
pub(in crate::procedure::rules) const PAGES: &[Page] = &[
    page(
        "unknown-step",
        [
            "A scenario or an answer file names a step that the procedure does not have.",
            "情景或答案里的步骤名，规程里没有。",
        ],
        FIRST,
        "answers: {light: done}\n",
        "answers: {lights: done}\n",
    ),
    page(
        "unknown-parameter",
        ["`set` names a parameter that the procedure does not have.", "`set` 里的参数，规程里没有。"],
        FIRST,
        "set: {levle: 3}\n",
        "set: {level: 3}\n",
    ),
    page(
        "takes-no-answer",
        ["An answer for a step that is not asked, such as a section.", "给不需要回答的步骤（如环节）写了答案。"],
        FIRST,
        "answers: {round: done}\n",
        "answers: {lights: done}\n",
    ),
    page(
        "not-one-answer",
        [
            "An answer that says two things or none: one of `value`, `fail`, `na`, `defer`, `sign`.",
            "一个答案说了两件事，或什么都没说；应为 `value`、`fail`、`na`、`defer`、`sign` 之一。",
        ],
        FIRST,
        "answers: {lights: {fail: 坏了, na: 没有}}\n",
        "answers: {lights: {fail: 坏了}}\n",
    ),
    page(
        "does-not-fit",
        ["Something that does not belong beside what the answer says.", "与答案内容不能并用的键。"],
        FIRST,
        "answers: {lights: {na: 没有, leave: true}}\n",
        "answers: {lights: {na: 没有}}\n",
    ),
    page(
        "no-evidence",
        ["Evidence for a step that asks for none.", "给不需要凭证的步骤附了凭证。"],
        FIRST,
        "answers: {lights: {value: done, evidence: [A-1]}}\n",
        "answers: {lights: {value: done}}\n",
    ),
    page(
        "same-name",
        ["Two scenarios of one file with the same name.", "同一文件里两个情景同名。"],
        ["A report could not say which of them failed.", "报告说不清是哪一个没通过。"],
        "scenarios:\n  - {name: a, clock: \"2026-11-23T08:40:00+08:00\", expect: {}}\n  - {name: a, clock: \"2026-11-23T08:40:00+08:00\", expect: {}}\n",
        "scenarios:\n  - {name: a, clock: \"2026-11-23T08:40:00+08:00\", expect: {}}\n  - {name: b, clock: \"2026-11-23T08:40:00+08:00\", expect: {}}\n",
    ),
    page(
        "unusable-procedure",
        [
            "Scenarios whose procedure, or one that it calls, has errors of its own.",
            "情景所属的规程，或它调用的规程，自身有错。",
        ],
        ["They were not checked: mend the procedure first.", "情景因此未作检查，请先改好规程。"],
        "# scenarios of a broken procedure\n",
        "# scenarios of a sound procedure\n",
    ),
    page(
        "bad-site-value",
        ["A value of the site file that nothing can be done with.", "站点文件里的值无法使用。"],
        ["Every command that works at the site would refuse to begin.", "站点上的命令都无法开始。"],
        "site: {id: hall, title: 营业厅}\ntimezone: Asia/Shanghi\n",
        "site: {id: hall, title: 营业厅}\ntimezone: Asia/Shanghai\n",
    ),
    page(
        "same-procedure-id",
        ["Two files of the site's folders with the same procedure id.", "站点文件夹里有两个文件的规程 id 相同。"],
        ["A run could not tell which of them is meant.", "运行时分不清是哪一个。"],
        "# two files\n",
        "# one file\n",
    ),
    page(
        "unreadable-file",
        [
            "A file that cannot be read: missing rights, a broken link, a device, a folder.",
            "文件读不了：没有权限、断开的链接、设备或目录。",
        ],
        [
            "What was not read was not checked, and silence would look like approval.",
            "没读就没查；不说出来，就像是通过了。",
        ],
        "# a broken link\n",
        "# a file\n",
    ),
    page(
        "program-failed",
        ["signoff itself failed on this file.", "signoff 处理这个文件时自身出错。"],
        ["That is a defect of the program; please report it with the file.", "这是程序的缺陷，请连同文件一起报告。"],
        "# none is known\n",
        "# every file\n",
    ),
];
