//! Pages of the rules on names and expressions.

use crate::procedure::rules::page::{Page, page};

/// What a wrong name costs.
const AT_RUN: [&str; 2] = [
    "In the middle of a run it could not be evaluated, and a step would be asked or left out by chance.",
    "运行到一半才算不出来，步骤问不问就全凭运气。",
];

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page(
        "bad-expression",
        ["An expression that cannot be read.", "表达式无法识别。"],
        AT_RUN,
        "- check: 开灯\n  when: weekday = \"mon\"\n",
        "- check: 开灯\n  when: weekday == \"mon\"\n",
    ),
    page(
        "bad-template",
        ["A text whose braces cannot be read.", "文字里的花括号无法识别。"],
        AT_RUN,
        "- check: 检查 {{ site\n",
        "- check: 检查 {{ site }}\n",
    ),
    page(
        "unknown-name",
        ["A name that nothing has.", "没有这个名字。"],
        AT_RUN,
        "- check: 开灯\n  when: weekdy == \"mon\"\n",
        "- check: 开灯\n  when: weekday == \"mon\"\n",
    ),
    page(
        "later-step",
        ["A step that stands later in the file than its user.", "引用了后面的步骤。"],
        ["It has no value yet.", "它那时还没有值。"],
        "- check: 开灯\n  when: dark\n- decide: 天黑了吗\n  id: dark\n",
        "- decide: 天黑了吗\n  id: dark\n- check: 开灯\n  when: dark\n",
    ),
    page(
        "unknown-field",
        ["A field that the form does not have.", "表单没有这个字段。"],
        AT_RUN,
        "- record: 单据\n  id: doc\n  fields: [{id: copies}]\n- check: '{{ doc.copis }}'\n",
        "- record: 单据\n  id: doc\n  fields: [{id: copies}]\n- check: '{{ doc.copies }}'\n",
    ),
    page(
        "unknown-column",
        ["An `order_by` that the table does not have.", "`order_by` 的列在表格里没有。"],
        AT_RUN,
        "procedure: example\nparameters: {stock: {type: table, fields: [{id: item}]}}\nsteps: [{each: 库存, as: row, in: stock, order_by: itm, steps: [清点]}]\n",
        "procedure: example\nparameters: {stock: {type: table, fields: [{id: item}]}}\nsteps: [{each: 库存, as: row, in: stock, order_by: item, steps: [清点]}]\n",
    ),
    page(
        "unknown-member",
        ["A column, used in an expression, that the table does not have.", "表达式里用到表格没有的列。"],
        ["It is always empty, and the limit or text with it.", "它永远是空的，用到它的限值和文字也是空的。"],
        "procedure: example\nparameters: {stock: {type: table, fields: [{id: item}]}}\nsteps: [{each: 库存, as: row, in: stock, steps: ['清点 {{ row.itm }}']}]\n",
        "procedure: example\nparameters: {stock: {type: table, fields: [{id: item}]}}\nsteps: [{each: 库存, as: row, in: stock, steps: ['清点 {{ row.item }}']}]\n",
    ),
    page(
        "secret-in-expression",
        ["A secret field in an expression or text.", "表达式或文字里用了保密字段。"],
        ["It would be shown, and stand in the journal.", "它会显示出来，并记入日志。"],
        "- record: 口令\n  id: code\n  secret: true\n- check: '{{ code }}'\n",
        "- record: 口令\n  id: code\n  secret: true\n- check: 门已开\n",
    ),
    page(
        "shadowed-name",
        ["A loop variable with the name of something else.", "循环变量与别的名字相同。"],
        ["Inside the loop the other could not be reached.", "循环里就引用不到另一个了。"],
        "procedure: example\nparameters: {desks: {type: list, default: [甲]}}\nsteps: [{each: 台席, as: desks, in: desks, steps: [擦桌]}]\n",
        "procedure: example\nparameters: {desks: {type: list, default: [甲]}}\nsteps: [{each: 台席, as: desk, in: desks, steps: [擦桌]}]\n",
    ),
    page(
        "name-clash",
        ["A step with the name of a parameter.", "步骤与参数同名。"],
        ["An expression could mean either.", "表达式里分不清是哪一个。"],
        "procedure: example\nparameters: {level: {default: a}}\nsteps: [{check: 开灯, id: level}]\n",
        "procedure: example\nparameters: {level: {default: a}}\nsteps: [{check: 开灯, id: light}]\n",
    ),
    page(
        "unknown-role",
        ["A role that `roles` does not define.", "`roles` 里没有这个角色。"],
        ["Nobody could take it.", "没有人能担任。"],
        "procedure: example\nroles: {lead: 值班长}\nsteps: [{check: 开灯, role: laed}]\n",
        "procedure: example\nroles: {lead: 值班长}\nsteps: [{check: 开灯, role: lead}]\n",
    ),
    page(
        "role-twice",
        ["A role that stands twice under one signature.", "一个签字里角色写了两次。"],
        ["Each signs once, and each is a different person.", "每个角色只签一次，且须是不同的人。"],
        "procedure: example\nroles: {lead: 值班长}\nsteps: [{sign: 签字, id: s, by: [lead, lead]}]\n",
        "procedure: example\nroles: {lead: 值班长}\nsteps: [{sign: 签字, id: s, by: [lead]}]\n",
    ),
    page(
        "impossible-comparison",
        ["A comparison with a value that the thing can never have.", "与永远不会有的值比较。"],
        [
            "It is always false (or always true): the author meant another word, a number for a text, or `x is none`.",
            "结果永远一样：多半是写错了词、数字写成文字，或该用 `x is none`。",
        ],
        "- check: 周日大扫除\n  when: weekday == \"sunday\"\n",
        "- check: 周日大扫除\n  when: weekday == \"sun\"\n",
    ),
    page(
        "impossible-value",
        [
            "A calculation with what is no number, or an expression of the wrong type for its place.",
            "用不是数字的值计算，或结果类型不对。",
        ],
        [
            "It cannot be evaluated: the limit is absent, the measure not applicable.",
            "算不出来：限值就没有了，测量就成了不适用。",
        ],
        "- measure: 温度\n  id: t\n  max: weekday\n",
        "- measure: 温度\n  id: t\n  max: 20 + 2\n",
    ),
    page(
        "never-true",
        ["A condition that can never be true where it stands.", "条件在这里永远不成立。"],
        ["The step is never asked, and nobody notices.", "步骤永远不会问到，也没有人发现。"],
        "- section: 周一\n  when: weekday == \"mon\"\n  steps:\n    - check: 盘点\n      when: weekday == \"tue\"\n",
        "- section: 周一\n  when: weekday == \"mon\"\n  steps:\n    - check: 盘点\n      when: day == 1\n",
    ),
    page(
        "endless-repeat",
        ["A `repeat` whose `until` nothing inside can change.", "循环里没有步骤能改变 `until`。"],
        ["It goes on to its bound each time, which is a deviation.", "每次都做到上限，并记为偏差。"],
        "- decide: 干净吗\n  id: clean\n- repeat: 擦\n  until: clean\n  steps: [擦一遍]\n",
        "- repeat: 擦\n  until: clean\n  steps:\n    - 擦一遍\n    - decide: 干净吗\n      id: clean\n",
    ),
    page(
        "maybe-none",
        [
            "A step that is asked only in a branch or under a `when`, used outside without asking whether it has a value.",
            "只在某个分支或条件下才问的步骤，在外面直接使用。",
        ],
        [
            "Compared with nothing everything is false, `!=` too, and no calculation comes to anything.",
            "没有值时任何比较都不成立（`!=` 也是），计算也没有结果。",
        ],
        "- decide: 有库存吗\n  id: stocked\n  if_yes: [{measure: 数量, id: count, decimals: 0}]\n- check: 补货\n  when: count < 5\n",
        "- decide: 有库存吗\n  id: stocked\n  if_yes: [{measure: 数量, id: count, decimals: 0}]\n- check: 补货\n  when: stocked and count < 5\n",
    ),
];
