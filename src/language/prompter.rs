//! Messages of the operator's questions: what stands on the screen, the menus, what is asked besides the answer.

messages! {
    training() { en: "TRAINING: nothing done here is a live record", zh: "演练：此处所做不是正式记录" }
    draft() { en: "DRAFT: this procedure is not in force", zh: "草稿：此规程尚未生效" }
    steps(count) { en: "{count} steps", zh: "{count} 步" }
    step(count) { en: "{count} step", zh: "{count} 步" }
    sections(count) { en: "{count} sections", zh: "{count} 个环节" }
    section(count) { en: "{count} section", zh: "{count} 个环节" }
    any_order(count) { en: "{count}, in any order", zh: "{count}，顺序任意" }
    parts(count) { en: "{count} parts", zh: "{count} 项" }
    part(count) { en: "{count} part", zh: "{count} 项" }
    again_after_pause() { en: "asked again after the pause", zh: "暂停之后，再确认一次" }
    put_off_before() { en: "put off before; asked again now", zh: "先前推迟，现在再问" }
    changing() { en: "changing an earlier answer", zh: "更改先前的答案" }
    changing_from(old, time) { en: "changing the answer of {time}: {old}", zh: "更改 {time} 的答案：{old}" }
    recheck(number) { en: "recheck {number}", zh: "复查，第 {number} 次" }
    recheck_last(number) { en: "recheck {number}, the last one", zh: "复查，第 {number} 次，也是最后一次" }
    recheck_last_fails(number) {
        en: "recheck {number}, the last one: not OK again, the run will be `failed`",
        zh: "复查，第 {number} 次，也是最后一次：再不合格，本次运行将判为“不合格”"
    }
    expected(text) { en: "expected: {text}", zh: "应为：{text}" }
    say(text) { en: "Say: “{text}”", zh: "请说：“{text}”" }
    note(text) { en: "Note: {text}", zh: "提示：{text}" }
    warning(text) { en: "WARNING: {text}", zh: "警告：{text}" }
    hold(role) { en: "hold point: answered by {role} only", zh: "停止点：只能由{role}作答" }
    critical() { en: "critical step", zh: "关键步骤" }
    due_left(time, left) { en: "due {time}, {left} left", zh: "{time} 前完成，还剩 {left}" }
    due_late(time, late) { en: "was due {time}, {late} late", zh: "应在 {time} 前完成，已晚 {late}" }
    not_before(time, left) { en: "not before {time}, in {left}", zh: "{time} 以后才做，还有 {left}" }
    no_minute() { en: "under 1 min", zh: "1 分钟不到" }
    minutes(minutes) { en: "{minutes} min", zh: "{minutes} 分钟" }
    hours(hours, minutes) { en: "{hours} h {minutes} min", zh: "{hours} 小时 {minutes} 分钟" }
    days(days, hours) { en: "{days} d {hours} h", zh: "{days} 天 {hours} 小时" }
    limits(min, max, unit) { en: "limits {min} to {max}{unit}", zh: "限 {min}～{max}{unit}" }
    limit_min(min, unit) { en: "at least {min}{unit}", zh: "不低于 {min}{unit}" }
    limit_max(max, unit) { en: "at most {max}{unit}", zh: "不高于 {max}{unit}" }
    limit_from(min, unit) { en: "not before {min}{unit}", zh: "不早于 {min}{unit}" }
    limit_until(max, unit) { en: "not after {max}{unit}", zh: "不晚于 {max}{unit}" }
    limit_equals(value, unit) { en: "must be {value}{unit}", zh: "应为 {value}{unit}" }
    unit(unit) { en: "in {unit}", zh: "单位 {unit}" }
    form_time() { en: "a time, such as 08:30", zh: "时间，如 08:30" }
    form_date() { en: "a date, such as 2026-11-23", zh: "日期，如 2026-11-23" }
    form_datetime() { en: "date and time, such as 2026-11-23 08:30", zh: "日期和时间，如 2026-11-23 08:30" }
    form_duration() { en: "a length of time, such as 90s, 30m, 1h30m", zh: "时长，如 90s、30m、1h30m" }
    form_list() { en: "several, with commas between them", zh: "可填多个，用逗号隔开" }
    form_secret() { en: "what is typed is not shown and not kept", zh: "输入不显示，也不留存" }
    form_passed() { en: "may be left empty: Enter", zh: "可以不填：直接按回车" }
    form_optional() { en: "may be left empty: Enter, then 1", zh: "可以不填：按回车，再选 1" }
    step_of(number, count) { en: "step {number} of {count}", zh: "第 {number} 步，共 {count} 步" }
    more() { en: "Enter more", zh: "回车 更多" }
    more_and_override() { en: "Enter more, override", zh: "回车 更多，或由他人放行" }
    done() { en: "done", zh: "完成" }
    not_ok() { en: "not OK", zh: "不合格" }
    type_when_done(number) { en: "type {number} when done", zh: "完成请输入 {number}" }
    type_to_confirm(number) { en: "critical step: type {number} to confirm", zh: "关键步骤：确认请输入 {number}" }
    not_that_number(typed, number) {
        en: "`{typed}` is not that number, so nothing is confirmed; now it is {number}",
        zh: "“{typed}” 不是那个数字，尚未确认，现在是 {number}"
    }
    yes() { en: "yes", zh: "是" }
    no() { en: "no", zh: "否" }
    known() { en: "read and understood", zh: "已知" }
    told() { en: "told", zh: "已告知" }
    accept() { en: "accept", zh: "接受" }
    close_run() { en: "close the run", zh: "关闭本次运行" }
    say_what_next() { en: "say what is to be done", zh: "选择如何处理" }
    back_first(typed) {
        en: "`{typed}` answers the question: press Enter first to go back to it",
        zh: "“{typed}” 是问题的答案：请先按回车回到问题"
    }
    none_of_these(typed) {
        en: "`{typed}` is none of these; nothing is recorded",
        zh: "“{typed}” 不在可选之内，什么也没有记录"
    }
    not_at_this_step(item) { en: "`{item}` is not allowed at this step", zh: "“{item}”：这一步不允许" }
    nothing_answered_yet(item) {
        en: "`{item}`: no step was answered yet to go to",
        zh: "“{item}”：还没有可以回去的已答步骤"
    }
    not_while_changing(item) {
        en: "`{item}` is not offered while an earlier answer is changed; 12 keeps that answer as it was",
        zh: "“{item}”：正在更改先前的答案，这里不可选；12 保留原来的答案"
    }
    not_while_completing(item) {
        en: "`{item}` is not offered before this answer is complete; 12 takes it back",
        zh: "“{item}”：这个答案还没有答完，这里不可选；12 收回这个答案"
    }
    give_up_loses(count) {
        en: "answers so far: {count}, which stay in the log; nobody can go on then. Enter, then 12, takes it back",
        zh: "已记录 {count} 个答案，会留在记录里；放弃后不能再继续。回车再选 12 可收回"
    }
    old_value(value) { en: "so far: {value}", zh: "原值：{value}" }
    keep_text() { en: "to keep it: Enter, then 12", zh: "要保留：按回车，再选 12" }
    voids_signature(step) {
        en: "a change voids the signature {step}, which must be given again",
        zh: "一旦更改，签字 {step} 就作废，需要重签"
    }
    time_limit(time, left) { en: "the whole run is due {time}, {left} left", zh: "整个运行 {time} 前完成，还剩 {left}" }
    time_limit_passed(time, late) {
        en: "the whole run was due {time}, {late} late",
        zh: "整个运行应在 {time} 前完成，已晚 {late}"
    }
    close_deviations() { en: "deviations, all recorded:", zh: "已记录的偏差：" }
    one_row() { en: "1 row", zh: "1 行" }
    many_rows(count) { en: "{count} rows", zh: "{count} 行" }
    one_line() { en: "please paste one line, or type it", zh: "请只粘贴一行，或手工输入" }
    menu_prompt() { en: "menu", zh: "菜单" }
    menu_back() { en: "Enter back to the question", zh: "回车 回到问题" }
    item_not_applicable() { en: "not applicable", zh: "不适用" }
    item_later() { en: "later", zh: "推迟" }
    item_note() { en: "note", zh: "备注" }
    item_attach() { en: "attach", zh: "附件" }
    item_jump() { en: "list and jump", zh: "列表与跳转" }
    item_back() { en: "back", zh: "上一步" }
    item_pause() { en: "pause", zh: "暂停" }
    item_give_up() { en: "give up", zh: "放弃" }
    item_operator() { en: "change of operator", zh: "换人" }
    item_help() { en: "help", zh: "帮助" }
    item_leave_empty() { en: "leave empty", zh: "不填" }
    item_nothing_to_hand_over() { en: "nothing to hand over", zh: "没有要交接的" }
    item_rows_done(rows) { en: "done, {rows}", zh: "填完，共 {rows}" }
    item_take_back() { en: "take back the answer", zh: "收回这个答案" }
    item_take_back_last() { en: "take back the last entry", zh: "收回上一项" }
    answer_taken_back() { en: "taken back; please answer again", zh: "已收回这个答案，请重新作答" }
    item_keep() { en: "keep the earlier answer", zh: "保留原来的答案" }
    item_decline() { en: "decline to sign", zh: "拒签" }
    item_no_override() { en: "nobody releases it", zh: "没有人放行" }
    item_override() { en: "overridden by another person", zh: "由他人放行" }
    item_nothing_to_show() { en: "nothing to show", zh: "没有凭证" }
    help_answers() {
        en: "An answer is a line ended by Enter. Where choices have numbers, a number answers; else every line is the value.",
        zh: "每个答案是一行，以回车结束。有编号的，输入编号；没有编号的，这一行就是所填的值。"
    }
    help_menu() {
        en: "An empty line answers nothing: it opens the menu, and closes it again.",
        zh: "空行不算回答：它打开菜单，再按一次就关闭。"
    }
    help_record() {
        en: "An answer is on disk before the next question comes. It is never erased: `back` adds a new record.",
        zh: "答案写入磁盘之后才出现下一个问题。记录永不抹掉：“上一步”只会添一条新记录。"
    }
    help_honest() {
        en: "Not applicable and later cost a reason. What is not OK goes its declared way; say so, it is short.",
        zh: "“不适用”和“推迟”要写原因。不合格就如实选不合格，后面自有处理办法。"
    }
    help_leave(training) {
        en: "Pause or Ctrl-C leaves the run open; `signoff run last{training}` goes on with it.",
        zh: "“暂停”或 Ctrl-C 不会结束运行，之后用 `signoff run last{training}` 继续。"
    }
    ask_note() { en: "note (one line)", zh: "备注（一行）" }
    ask_file() { en: "path of the file", zh: "文件路径" }
    ask_reference() { en: "document number", zh: "单据号" }
    ask_picked() { en: "arrows move, Enter takes, Esc goes back", zh: "上下键移动，回车选定，Esc 返回" }
    ask_jump() { en: "number or path", zh: "编号或路径" }
    ask_person() { en: "number or id", zh: "编号或工号" }
    ask_name() { en: "name", zh: "姓名" }
    ask_reason() { en: "reason", zh: "原因" }
    ask_pin(name) { en: "PIN of {name} (not shown)", zh: "{name} 的口令（不显示）" }
    no_pin() { en: "no PIN was given; back to the question", zh: "没有输入口令，回到问题" }
    text_too_long(limit) {
        en: "longer than {limit} bytes; nothing is recorded",
        zh: "超过 {limit} 字节，什么也没有记录"
    }
    jump_open() { en: "switch to it", zh: "切换到此" }
    jump_tracks() { en: "open tracks", zh: "可切换的部分" }
    jump_answered() { en: "answered steps (choosing one asks it again)", zh: "已答的步骤（选中即重新问）" }
    not_in_the_list(typed) { en: "`{typed}` is not in the list", zh: "“{typed}” 不在列表里" }
    ask_new_operator(now) { en: "{now} runs it now; who goes on?", zh: "现在由 {now} 操作，由谁接着做？" }
    out_above(value, limit, by) {
        en: "OUT OF LIMITS: {value} is {by} above {limit}",
        zh: "超限：{value}，比上限 {limit} 高 {by}"
    }
    out_below(value, limit, by) {
        en: "OUT OF LIMITS: {value} is {by} below {limit}",
        zh: "超限：{value}，比下限 {limit} 低 {by}"
    }
    out_after(value, limit) { en: "OUT OF LIMITS: {value} is after {limit}", zh: "超限：{value}，晚于 {limit}" }
    out_before(value, limit) { en: "OUT OF LIMITS: {value} is before {limit}", zh: "超限：{value}，早于 {limit}" }
    out_different(value, limit) { en: "NOT RIGHT: {value}, must be {limit}", zh: "不符：{value}，应为 {limit}" }
    out_second(value, limit) {
        en: "THE TWO DIFFER: {value} and {limit}",
        zh: "两人所填不同：{value} 与 {limit}"
    }
    out_secret() { en: "NOT RIGHT: it is not within its limits", zh: "不符：不在限值之内" }
    out_secret_second() { en: "THE TWO DIFFER", zh: "两人所填不同" }
    it_failed() { en: "NOT OK", zh: "不合格" }
    way_mistyped() { en: "mistyped", zh: "输错了" }
    way_mistyped_by_both() { en: "mistyped: both once more", zh: "输错了，两人重录" }
    way_mistyped_by_one() { en: "one of the two was mistyped: both once more", zh: "有一个输错了，两人重录" }
    way_correct() { en: "correct it now", zh: "现在整改" }
    way_correct_last() { en: "correct it now; it is not checked again", zh: "现在整改，不再复查" }
    way_correct_fails() {
        en: "correct it now; it is not checked again, the run will be `failed`",
        zh: "现在整改，不再复查，本次运行将判为“不合格”"
    }
    way_correct_stops() {
        en: "correct it now; then the run stops here, `failed`",
        zh: "现在整改，之后运行到此结束，判为“不合格”"
    }
    way_leave_out() { en: "leave it out of limits", zh: "记为超限" }
    way_leave_failed() { en: "leave it not OK", zh: "记为不合格" }
    way_leave_different() { en: "leave it not as required", zh: "记为与要求不符" }
    way_leave_second() { en: "leave the two different", zh: "记为两人不符" }
    way_goes_on(leave) { en: "{leave}, go on", zh: "{leave}，继续" }
    way_fails(leave) { en: "{leave}; the run will be `failed`", zh: "{leave}，本次运行将判为“不合格”" }
    way_stops(leave) { en: "{leave}; the run stops here, `failed`", zh: "{leave}，运行到此结束，判为“不合格”" }
    way_override() { en: "overridden by another person", zh: "由他人放行" }
    type_anew() { en: "type the value anew", zh: "请重新输入" }
    type_row_anew(row) { en: "row {row}: type the value anew", zh: "第 {row} 行：请重新输入" }
    reason_failure() { en: "why is it not OK? a number or a text", zh: "为什么不合格？选编号，或写原因" }
    reason_not_applicable() { en: "why does it not apply? a number or a text", zh: "为什么不适用？选编号，或写原因" }
    reason_later() { en: "why later? a number or a text", zh: "为什么推迟？选编号，或写原因" }
    reason_amendment() { en: "why is it changed? a number or a text", zh: "为什么更改？选编号，或写原因" }
    reason_declining() { en: "why is it not signed? a number or a text", zh: "为什么拒签？选编号，或写原因" }
    reason_override() { en: "why is it released? a number or a text", zh: "为什么放行？选编号，或写原因" }
    reason_giving_up() { en: "why is the run given up? a number or a text", zh: "为什么放弃本次运行？选编号，或写原因" }
    evidence_files(title, count) { en: "to show: {title}, {count} still to come", zh: "凭证：{title}，还差 {count} 个" }
    evidence_file_word() { en: "a file", zh: "文件" }
    evidence_reference_word() { en: "a document number", zh: "单据号" }
    evidence_kinds(kinds) { en: "kinds: {kinds}", zh: "类型：{kinds}" }
    shown_already(name) { en: "`{name}` is there already: another one is wanted", zh: "“{name}” 已经有了：要的是另一个" }
    evidence_to_come(title, count) { en: "to show: {title}, {count}", zh: "凭证：{title}，{count} 个" }
    kept(name) { en: "kept: {name}", zh: "已存：{name}" }
    second_person() { en: "a second person enters it again: who?", zh: "由第二人再录入一次：是谁？" }
    second_entry(name) { en: "{name}: enter it without looking at the first", zh: "{name}：请自行录入，不看前一人所填" }
    hold_person(role) { en: "who of {role} answers it?", zh: "由{role}中的哪一位作答？" }
    override_person() { en: "overridden by another person: who?", zh: "由他人放行：是谁？" }
    sign_meaning(meaning) { en: "signing means: {meaning}", zh: "签字表示：{meaning}" }
    sign_role(role) { en: "signature for {role}", zh: "{role}签字" }
    sign_anybody() { en: "signature", zh: "签字" }
    sign_signed(names) { en: "signed already: {names}", zh: "已签：{names}" }
    sign_other() { en: "it must be another person", zh: "须为另一人" }
    decline_person() { en: "who declines?", zh: "谁拒签？" }
    nobody_may() { en: "nobody in the roster may", zh: "名册中没有可以担任的人" }
    handover_ask() { en: "for the next shift: the line you type is the text", zh: "留给下一班：所填的一行就是交接内容" }
    handover_goes_along() { en: "goes along with it:", zh: "一并交接，尚未解决：" }
    handover_from(run) { en: "left by run {run}:", zh: "上一班留下（运行 {run}）：" }
    handover_left(by, time, run) {
        en: "left by {by}, {time} (run {run}):",
        zh: "上一班留下：{by}，{time}（运行 {run}）："
    }
    handover_no_text() { en: "no text, only what is still open", zh: "没有文字，只有尚未解决的" }
    notify_whom(text) { en: "To be told: {text}", zh: "请告知：{text}" }
    computed(value) { en: "computed: {value}", zh: "算得：{value}" }
    close_unresolved() { en: "unresolved:", zh: "尚未解决：" }
    close_nothing() { en: "nothing is unresolved", zh: "没有未解决的事项" }
    close_verdict(verdict) { en: "closing it now gives: {verdict}", zh: "现在关闭，结论为：{verdict}" }
    and_more(count) { en: "and {count} more", zh: "另有 {count} 项" }
    row(number) { en: "row {number}", zh: "第 {number} 行" }
    rows_at_least(rows) { en: "at least {rows}", zh: "至少 {rows}" }
    rows_at_most(rows) { en: "at most {rows}", zh: "最多 {rows}" }
    rows_full(rows) { en: "{rows}, which is the most", zh: "已有 {rows}，到上限了" }
    rows_begin() { en: "an empty line at a row's beginning: menu with `done`", zh: "一行开头按回车：菜单里有“填完”" }
    taken_back(name) { en: "taken back: {name}", zh: "已收回：{name}" }
}
