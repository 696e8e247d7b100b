//! Pages of the rules on limits, time, the course of a run, calls and sites.

use crate::procedure::rules::page::{Page, page};

/// What a procedure that contradicts itself costs.
const NO_ANSWER: [&str; 2] = ["No answer could be right.", "怎样回答都不会对。"];
/// What a key without effect costs.
const NO_EFFECT: [&str; 2] =
    ["Its author relied on something that never happens.", "作者以为会发生的事，永远不会发生。"];

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page(
        "min-over-max",
        ["A least value above the most.", "最小值大于最大值。"],
        NO_ANSWER,
        "- {measure: 温度, id: t, min: 22, max: 18}\n",
        "- {measure: 温度, id: t, min: 18, max: 22}\n",
    ),
    page(
        "crossing-defaults",
        [
            "A least value above the most, as long as no site sets the parameters otherwise.",
            "站点不另设参数时，最小值大于最大值。",
        ],
        NO_ANSWER,
        "procedure: example\nparameters: {low: {type: number, default: 22}}\nsteps: [{measure: 温度, id: t, min: low, max: low - 4}]\n",
        "procedure: example\nparameters: {low: {type: number, default: 18}}\nsteps: [{measure: 温度, id: t, min: low, max: low + 4}]\n",
    ),
    page(
        "default-outside-limits",
        ["A default that its own parameter would not accept.", "默认值超出参数自己的限值。"],
        NO_ANSWER,
        "procedure: example\nparameters: {n: {type: number, max: 5, default: 9}}\nsteps: [开灯]\n",
        "procedure: example\nparameters: {n: {type: number, max: 5, default: 3}}\nsteps: [开灯]\n",
    ),
    page(
        "bad-cell",
        ["A cell of a default table outside the limits of its column.", "默认表格里的值超出列的限值。"],
        NO_ANSWER,
        "procedure: example\nparameters: {stock: {type: table, fields: [{id: n, type: number, min: 0}], default: [{n: -1}]}}\nsteps: [开灯]\n",
        "procedure: example\nparameters: {stock: {type: table, fields: [{id: n, type: number, min: 0}], default: [{n: 1}]}}\nsteps: [开灯]\n",
    ),
    page(
        "bad-pattern",
        ["A pattern that is no regular expression.", "模式不是正则表达式。"],
        ["No value would be accepted.", "什么值都不会被接受。"],
        "- {record: 编号, id: no, pattern: \"[0-9\"}\n",
        "- {record: 编号, id: no, pattern: \"[0-9]+\"}\n",
    ),
    page(
        "negative-score",
        ["Points below zero.", "分值小于零。"],
        ["A right answer would cost points.", "做对反而扣分。"],
        "- {check: 开灯, score: -1}\n",
        "- {check: 开灯, score: 1}\n",
    ),
    page(
        "no-points",
        ["A pass mark where no check or measure has points.", "有及格线，却没有计分的检查或测量。"],
        ["There is no score to compare with it.", "没有分数可比。"],
        "procedure: example\nscoring: {pass: 90}\nsteps: [{decide: 下雨吗, id: rain}]\n",
        "procedure: example\nscoring: {pass: 90}\nsteps: [开灯]\n",
    ),
    page(
        "recheck-of-computed",
        ["A recheck of a computed measure.", "对计算得出的测量要求复查。"],
        ["The same figures come to the same result.", "同样的数算出同样的结果。"],
        "- {measure: 和, id: sum, value: 1 + 1, max: 3, on_fail: {then: recheck}}\n",
        "- {measure: 和, id: sum, value: 1 + 1, max: 3}\n",
    ),
    page(
        "unsigned-hold",
        ["A signature held for a role that is not among those who sign.", "签字步骤的 `hold` 角色不在签字人里。"],
        [
            "The run goes on only when somebody of that role has signed, and nobody is asked to.",
            "要等该角色有人签字才能继续，却没有请他签。",
        ],
        "procedure: example\nroles: {lead: 值班长, clerk: 营业员}\nsteps: [{sign: 交接, id: handed, by: [clerk], hold: lead}]\n",
        "procedure: example\nroles: {lead: 值班长, clerk: 营业员}\nsteps: [{sign: 交接, id: handed, by: [clerk, lead], hold: lead}]\n",
    ),
    page(
        "cannot-fail",
        ["`on_fail` on a measure or record without limits.", "没有限值的测量或记录写了 `on_fail`。"],
        NO_EFFECT,
        "- {measure: 温度, id: t, on_fail: {steps: [开空调]}}\n",
        "- {measure: 温度, id: t, max: 26, on_fail: {steps: [开空调]}}\n",
    ),
    page(
        "empty-each",
        ["A loop over nothing.", "循环没有任何项。"],
        NO_EFFECT,
        "- {each: 台席, as: desk, in: [], steps: [擦桌]}\n",
        "- {each: 台席, as: desk, in: [一号台], steps: [擦桌]}\n",
    ),
    page(
        "window-of",
        [
            "A relative window on something unknown, later, or without a time.",
            "相对时间窗依据的参数或步骤不存在、在后面或不是时间。",
        ],
        ["There is no time to count from.", "没有起算的时间。"],
        "- {check: 开门, window: {from: -5m, of: opening}}\n",
        "procedure: example\nparameters: {opening: {type: time, default: \"09:00\"}}\nsteps: [{check: 开门, window: {from: -5m, of: opening}}]\n",
    ),
    page(
        "deadline-of",
        ["A deadline that counts from a step that is unknown or later.", "时限起算的步骤不存在或在后面。"],
        ["There is no time to count from.", "没有起算的时间。"],
        "- {check: 关火, id: out, deadline: {within: 5m, of: lit}}\n",
        "- {check: 点火, id: lit}\n- {check: 关火, id: out, deadline: {within: 5m, of: lit}}\n",
    ),
    page(
        "empty-window",
        ["A window or deadline whose end comes before its beginning.", "时间窗或时限的终点早于起点。"],
        NO_ANSWER,
        "- {check: 点火, id: lit}\n- {check: 关火, deadline: {after: 6m, within: 5m, of: lit}}\n",
        "- {check: 点火, id: lit}\n- {check: 关火, deadline: {after: 5m, within: 6m, of: lit}}\n",
    ),
    page(
        "unmeetable-deadline",
        [
            "A deadline or window of no time, one beyond the time limit of the run, or one that is over before a step in front of it may be answered.",
            "时限或时段为零、超过整个运行的时限，或在前面的步骤可以作答之前就已过去。",
        ],
        NO_ANSWER,
        "procedure: example\ntime_limit: 30m\nsteps: [{check: 点火, id: lit}, {check: 关火, deadline: {after: 1h, of: lit}}]\n",
        "procedure: example\ntime_limit: 30m\nsteps: [{check: 点火, id: lit}, {check: 关火, deadline: {after: 10m, of: lit}}]\n",
    ),
    page(
        "no-effect",
        ["A key about an answer on a step that is not answered.", "不作答的步骤上写了只对作答有用的键。"],
        NO_EFFECT,
        "- {section: 开门, critical: true, steps: [开灯]}\n",
        "- {section: 开门, steps: [{check: 开灯, critical: true}]}\n",
    ),
    page(
        "unreachable-step",
        ["A step behind an `end` that always comes before it.", "`end` 之后永远到不了的步骤。"],
        ["It is never asked.", "永远不会问到。"],
        "- 开灯\n- end: 结束\n- 开门\n",
        "- decide: 停业吗\n  id: closed\n  if_yes: [{end: 结束}]\n- 开门\n",
    ),
    page(
        "unused-option",
        [
            "An option without steps that no condition asks for, though the others are asked for one by one.",
            "选项没有步骤，条件也没有用到，而其他选项都用到了。",
        ],
        ["It was probably forgotten.", "多半是漏了。"],
        "- choose: 天气\n  id: sky\n  options: [{id: sun}, {id: rain}, {id: snow}]\n- {check: 遮阳, when: sky == \"sun\"}\n- {check: 铺地垫, when: sky == \"rain\"}\n",
        "- choose: 天气\n  id: sky\n  options: [{id: sun}, {id: rain}, {id: snow}]\n- {check: 遮阳, when: sky == \"sun\"}\n- {check: 铺地垫, when: 'sky in [\"rain\", \"snow\"]'}\n",
    ),
    page(
        "missing-translation",
        ["A mapped text without a language that other texts of the file have.", "这段文字缺少本文件其他文字有的语言。"],
        ["Half of a page in another language is misread.", "一页里夹着看不懂的语言，容易读错。"],
        "- check: {zh: 开灯, en: Lights}\n- check: {zh: 开门}\n",
        "- check: {zh: 开灯, en: Lights}\n- check: {zh: 开门, en: Doors}\n",
    ),
    page(
        "unknown-procedure",
        ["A called procedure that is not there.", "找不到被调用的规程。"],
        ["The run could not begin.", "运行无法开始。"],
        "- {call: 收尾, id: c, procedure: closng}\n",
        "- {call: 收尾, id: c, procedure: closing}\n",
    ),
    page(
        "call-cycle",
        ["A procedure that calls itself, directly or by others.", "规程直接或间接调用自己。"],
        ["It would never end.", "永远走不完。"],
        "- {call: 再来, id: c, procedure: example}\n",
        "- {call: 收尾, id: c, procedure: closing}\n",
    ),
    page(
        "unknown-argument",
        ["A value for a parameter that the called procedure does not have.", "被调用的规程没有这个参数。"],
        NO_EFFECT,
        "- {call: 收尾, id: c, procedure: closing, with: {levle: 3}}\n",
        "- {call: 收尾, id: c, procedure: closing, with: {level: 3}}\n",
    ),
    page(
        "bad-argument",
        ["A value that the parameter of the called procedure does not take.", "被调用规程的参数不能是这个值。"],
        [
            "The called procedure would be run with nothing, or with what it forbids.",
            "被调用的规程会拿到空值或不允许的值。",
        ],
        "- {call: 收尾, id: c, procedure: closing, with: {level: 9}}\n",
        "- {call: 收尾, id: c, procedure: closing, with: {level: 3}}\n",
    ),
    page(
        "unknown-call-value",
        ["A value that the called procedure does not have.", "被调用的规程没有这个值。"],
        ["It is always empty.", "它永远是空的。"],
        "- {call: 收尾, id: c, procedure: closing}\n- {check: 复核, when: c.lockd}\n",
        "- {call: 收尾, id: c, procedure: closing}\n- {check: 复核, when: c.locked}\n",
    ),
    page(
        "call-maybe-none",
        [
            "A step of a called procedure that may have no value, used without asking whether it has one.",
            "被调用规程的步骤可能没有值，却未加判断就使用。",
        ],
        ["Any comparison with none is false, and arithmetic cannot be done.", "与空值比较都不成立，也无法计算。"],
        "- {call: 收尾, id: c, procedure: closing}\n- {check: 再锁, when: c.locks < 2}\n",
        "- {call: 收尾, id: c, procedure: closing}\n- {check: 再锁, when: c.locks is not none and c.locks < 2}\n",
    ),
    page(
        "draft-called",
        ["A call of a draft.", "调用了草稿。"],
        ["A draft may change from one run to the next.", "草稿随时会变。"],
        "- {call: 试行, id: c, procedure: trial}\n",
        "- {call: 收尾, id: c, procedure: closing}\n",
    ),
    page(
        "retired-called",
        ["A call of a retired procedure.", "调用了已停用的规程。"],
        ["It is no longer in force.", "它已不再有效。"],
        "- {call: 旧规程, id: c, procedure: bygone}\n",
        "- {call: 收尾, id: c, procedure: closing}\n",
    ),
    page(
        "nobody-holds-role",
        [
            "A signature or hold by a role that nobody of the site's roster has.",
            "要求签字或放行的角色，站点名单里没有人担任。",
        ],
        ["The run would wait for ever.", "运行会一直等下去。"],
        "procedure: example\nroles: {boss: 经理}\nsteps: [{sign: 签字, id: s, by: [boss]}]\n",
        "procedure: example\nroles: {lead: 值班长}\nsteps: [{sign: 签字, id: s, by: [lead]}]\n",
    ),
    page(
        "too-many-signers",
        ["More different signers than the site's roster has.", "需要签字的人比站点名单里的人多。"],
        ["The run would wait for ever.", "运行会一直等下去。"],
        "procedure: example\nroles: {lead: 值班长, deputy: 副值班长}\nsteps: [{sign: 签字, id: s, by: [lead, deputy]}]\n",
        "procedure: example\nroles: {lead: 值班长}\nsteps: [{sign: 签字, id: s, by: [lead]}]\n",
    ),
    page(
        "unused-site-parameter",
        ["A parameter of the site file that no procedure has.", "站点文件里的参数没有规程用到。"],
        ["Its name is probably mistyped, and the default is used instead.", "多半是名字写错了，实际用的是默认值。"],
        "site: {id: hall}\nparameters: {levle: 3}\n",
        "site: {id: hall}\nparameters: {level: 3}\n",
    ),
];
