//! The words around the page of a rule.

messages! {
    severity_error() { en: "error", zh: "错误" }
    severity_warning() { en: "warning: fails only with --strict", zh: "警告：只有加 --strict 才算不通过" }
    severity_hint() { en: "hint: shown with --advice, never fails", zh: "提示：加 --advice 才显示，不影响结果" }
    area_structure() { en: "structure", zh: "结构" }
    area_meaning() { en: "meaning", zh: "含义" }
    area_beside() { en: "files beside procedures", zh: "规程以外的文件" }
    area_human() { en: "human factors", zh: "人的因素" }
    why() { en: "Why", zh: "为什么" }
    breaks_it() { en: "Breaks it", zh: "这样写不对" }
    keeps_it() { en: "Right", zh: "这样写对" }
    how_to_ignore() { en: "Where it is meant so, beside the step or at the top of the file", zh: "确实要这样写时，写在该步骤里或文件开头" }
    reason() { en: "why it is right here", zh: "为什么这里没问题" }
    not_ignored() { en: "It cannot be ignored: the procedure cannot be run.", zh: "不能忽略：这样的规程无法运行。" }
    no_site_ignore() { en: "It is about the site file, which has no ignore.", zh: "它针对站点文件，站点文件没有 ignore。" }
    no_rule(name) { en: "there is no rule `{name}`", zh: "没有规则 `{name}`" }
    all_rules() { en: "`signoff validate --explain` without a name lists all rules", zh: "`signoff validate --explain` 不写名字则列出全部规则" }
}
