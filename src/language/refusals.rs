//! Messages of refusals: why an answer was not taken. Nothing was recorded, and the question comes again.

messages! {
    not_offered() { en: "this question does not offer that", zh: "这个问题没有这个选项" }
    wrong_number() { en: "that is not the number on the screen", zh: "这不是屏幕上的数字" }
    not_a_number(typed) {
        en: "found `{typed}`, expected a number such as 21.5",
        zh: "“{typed}” 不是数字，应如 21.5"
    }
    too_many_decimals(most) { en: "at most {most} digits behind the point", zh: "小数点后最多 {most} 位" }
    not_a_time(typed) { en: "found `{typed}`, expected a time such as 08:30", zh: "“{typed}” 不是时间，应如 08:30" }
    not_a_date(typed) { en: "found `{typed}`, expected a date such as 2026-11-23", zh: "“{typed}” 不是日期，应如 2026-11-23" }
    not_a_datetime(typed) {
        en: "found `{typed}`, expected a date and time such as 2026-11-23 08:30",
        zh: "“{typed}” 不是日期加时间，应如 2026-11-23 08:30"
    }
    not_a_duration(typed) {
        en: "found `{typed}`, expected a length of time such as 30m",
        zh: "“{typed}” 不是时长，应如 30m"
    }
    not_a_boolean(typed) { en: "found `{typed}`, expected yes or no", zh: "“{typed}” 既不是“是”，也不是“否”（“有”“没有”也可以）" }
    not_an_option(typed) { en: "`{typed}` is not one of the options", zh: "“{typed}” 不在选项之中" }
    pattern(field, pattern) {
        en: "{field}: it does not have the form it must have (pattern: {pattern})",
        zh: "{field}：不是所要求的格式（规则：{pattern}）"
    }
    required(field) { en: "{field}: a value is needed", zh: "{field}：必须填写" }
    unknown_field(field) { en: "there is no field `{field}`", zh: "没有 “{field}” 这个栏目" }
    too_few_rows(rows) { en: "at least {rows} must be filled in", zh: "至少要有 {rows}" }
    too_many_rows(rows) { en: "no more than {rows} can be filled in", zh: "最多只能有 {rows}" }
    too_little_evidence(least) { en: "at least {least} things must be shown", zh: "凭证至少要 {least} 个" }
    evidence_kind(name) { en: "`{name}` is not of the kind that is wanted", zh: "“{name}” 不是所要的类型" }
    unknown_person(id) { en: "nobody here is called `{id}`", zh: "这里没有 “{id}” 这个人" }
    not_a_name(typed) { en: "`{typed}` is not a name; please write one", zh: "“{typed}” 不是姓名，请写姓名" }
    lacks_role(name) { en: "{name} does not have the role for it", zh: "{name} 没有所需的岗位" }
    same_person(name) { en: "it must be another person than {name}", zh: "须为 {name} 以外的另一人" }
    person_locked(name) {
        en: "{name} is locked for this run, after too many wrong PINs",
        zh: "{name} 口令错误过多，在本次运行中已被锁定"
    }
    reason_required() { en: "a reason is needed", zh: "必须写明原因" }
    forbidden() { en: "this step can be neither skipped nor put off", zh: "这一步不能跳过，也不能推迟" }
    held(by) { en: "held by {by}, which is not released yet", zh: "须先放行：{by}" }
    too_long() { en: "longer than an entry can hold", zh: "太长，一条记录放不下" }
    secret_refused() { en: "what was typed is not of the form that is wanted", zh: "所输入的内容格式不符" }
}
