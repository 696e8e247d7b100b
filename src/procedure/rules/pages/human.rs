//! Pages of the hints on how people work with a procedure. They never fail `validate`.

use crate::procedure::rules::page::{Page, page};

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page(
        "action-in-warning",
        ["A warning that tells to do something.", "警告里写了要做的动作。"],
        [
            "Most people do not read warnings; an action in one is left out. Procedure writers' guides forbid it.",
            "多数人不细读警告，写在里面的动作会漏做；规程编写指南都不允许。",
        ],
        "- check: 换灯管\n  warning: 切断电源。\n",
        "- 切断电源\n- check: 换灯管\n  warning: 可能触电。\n",
    ),
    page(
        "action-in-note",
        ["A note that tells to do something.", "说明里写了要做的动作。"],
        [
            "Nothing records whether what a note tells to do was done; procedure writers' guides keep actions in steps.",
            "写在说明里的动作做没做，没有任何记录；规程编写指南要求动作都写成步骤。",
        ],
        "- check: 换灯管\n  note: 戴上手套。\n",
        "- 戴上手套\n- check: 换灯管\n  note: 手套在柜台下面。\n",
    ),
    page(
        "vague-response",
        ["An expected response that is no state and no value.", "应答不是状态也不是数值。"],
        [
            "\"Checked\" and \"OK\" can be said without looking; the right response names what is seen (Degani and Wiener; FAA AC 120-71).",
            "“正常”“完成”不看也能说；应答应说出看到的状态（Degani 与 Wiener；FAA AC 120-71）。",
        ],
        "- check: 后门\n  expect: 正常\n",
        "- check: 后门\n  expect: 已上锁\n",
    ),
    page(
        "tick-for-figure",
        ["A tick where the text names a figure.", "文字里有数值，却只打勾。"],
        [
            "A figure that is entered has been read; ticked boxes were found right far less often than filled in.",
            "输入过的数值才是看过的；研究里打勾的项目远没有那么可靠。",
        ],
        "- check: 冰箱温度不高于 5 °C\n",
        "- measure: 冰箱温度\n  id: fridge\n  unit: °C\n  max: 5\n",
    ),
    page(
        "number-without-unit",
        ["A number without a unit.", "数值没有单位。"],
        ["5 what? Two people will read two units.", "5 什么？两个人会读成两种单位。"],
        "- {measure: 水压, id: pressure}\n",
        "- {measure: 水压, id: pressure, unit: kPa}\n",
    ),
    page(
        "deadline-without-on-fail",
        ["A deadline, and nothing about what to do when it is missed.", "有时限，却没写超时怎么办。"],
        [
            "The operator finds out at the worst moment (DOE-STD-1029).",
            "操作者会在最紧要的时候不知所措（DOE-STD-1029）。",
        ],
        "- {check: 点火, id: lit}\n- {check: 关火, deadline: {within: 5m, of: lit}}\n",
        "- {check: 点火, id: lit}\n- {check: 关火, deadline: {within: 5m, of: lit}, on_fail: {steps: [拉警报]}}\n",
    ),
    page(
        "secret-in-text",
        ["A password or a telephone number in a text.", "文字里有密码或电话号码。"],
        [
            "Procedures are copied and shown; numbers change and differ from site to site.",
            "规程会被复制和展示；号码会变，各站点也不同。",
        ],
        "- check: 联系物业 13800138000\n",
        "- check: 联系物业\n",
    ),
    page(
        "long-section",
        ["A section of more than nine steps, or as many in no section.", "一节超过九步，或有这么多步不分节。"],
        ["On long lists items are skipped; five to nine are commonly advised.", "清单太长会跳项；通常建议五到九项。"],
        "- section: 开门\n  steps: [一, 二, 三, 四, 五, 六, 七, 八, 九, 十]\n",
        "- section: 开门\n  steps: [一, 二, 三, 四, 五, 六, 七, 八, 九]\n",
    ),
    page(
        "late-critical",
        ["A critical step behind many others.", "关键步骤排在很多步骤之后。"],
        [
            "Who is called away has done the first ones: what is critical comes first (Degani and Wiener).",
            "中途被叫走时做完的是前几步：关键的要放前面（Degani 与 Wiener）。",
        ],
        "- 一\n- 二\n- 三\n- 四\n- 五\n- 六\n- {check: 关煤气, critical: true}\n",
        "- {check: 关煤气, critical: true}\n- 一\n- 二\n- 三\n- 四\n- 五\n- 六\n",
    ),
    page(
        "many-critical",
        ["More than one step in five is critical.", "关键步骤超过五分之一。"],
        ["What is stressed everywhere stands out nowhere.", "处处强调等于没有强调。"],
        "- {check: 一, critical: true}\n- {check: 二, critical: true}\n- {check: 三, critical: true}\n- 四\n",
        "- {check: 一, critical: true}\n- 二\n- 三\n- 四\n",
    ),
    page(
        "repeated-critical",
        ["A critical step that stands there twice.", "同一关键步骤出现两次。"],
        [
            "Who did it once does not look the second time; a repetition is to be meant (Degani and Wiener).",
            "做过一次的人第二次往往不看；要重复就得是有意的（Degani 与 Wiener）。",
        ],
        "- {check: 关煤气, critical: true}\n- 开窗\n- {check: 关煤气, critical: true}\n",
        "- {check: 关煤气, critical: true}\n- 开窗\n- 关煤气阀\n",
    ),
    page(
        "step-without-role",
        ["A step that nobody is named for, in a procedure that has roles.", "规程有角色，这一步却没写由谁做。"],
        ["Each thinks that the other does it.", "大家都以为别人会做。"],
        "procedure: example\nroles: {lead: 值班长}\nsteps: [{check: 开灯, role: lead}, 开门]\n",
        "procedure: example\nroles: {lead: 值班长}\nsteps: [{section: 开门, role: lead, steps: [开灯, 开门]}]\n",
    ),
];
