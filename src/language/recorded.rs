//! Messages of what is on record: outcomes, verdicts, acknowledgements, the last screen.

messages! {
    outcome_done() { en: "done", zh: "完成" }
    outcome_failed() { en: "not OK", zh: "不合格" }
    outcome_out() { en: "out of limits", zh: "超限" }
    outcome_different() { en: "not as required", zh: "与要求不符" }
    outcome_second() { en: "the two differ", zh: "两人不符" }
    outcome_corrected() { en: "corrected", zh: "已整改" }
    outcome_overridden() { en: "overridden", zh: "由他人放行" }
    outcome_not_applicable() { en: "not applicable", zh: "不适用" }
    outcome_deferred() { en: "later", zh: "推迟" }
    outcome_inactive() { en: "not taken", zh: "未走到" }
    verdict_completed() { en: "completed", zh: "完成" }
    verdict_deviations() { en: "completed with deviations", zh: "完成，有偏差" }
    verdict_incomplete() { en: "incomplete", zh: "未做完" }
    verdict_failed() { en: "failed", zh: "不合格" }
    verdict_abandoned() { en: "abandoned", zh: "已放弃" }
    recorded() { en: "recorded", zh: "已记录" }
    said(word) { en: "chosen: {word}", zh: "已选：{word}" }
    entered() { en: "entered, not kept", zh: "已录入，不留存" }
    fields(count) { en: "{count} entries", zh: "{count} 项" }
    nothing() { en: "nothing", zh: "空" }
    last_time(value) { en: "last time: {value}", zh: "上次：{value}" }
    late() { en: "late: after the time it was due; a deviation", zh: "过晚：已过规定时间，记为偏差" }
    early() { en: "early: before the time it was due; a deviation", zh: "过早：未到规定时间，记为偏差" }
    run_will_fail() {
        en: "it stays not OK, and no recheck comes any more: the run will be `failed`",
        zh: "最终记为不合格，不再复查：本次运行将判为“不合格”"
    }
    unchanged() { en: "unchanged", zh: "与原来相同" }
    changed_within(what) { en: "changed within: {what} as before", zh: "内容已更改，仍为 {what}" }
    changed(old, new) { en: "changed: was {old}, now {new}", zh: "已更改：原为 {old}，现为 {new}" }
    computed(title, value) { en: "{title} = {value} (computed)", zh: "{title} = {value}（自动计算）" }
    not_computable(title) { en: "{title}: cannot be computed", zh: "{title}：算不出来" }
    handover_accepted() { en: "hand-over accepted", zh: "已接班" }
    not_taken(first, count) { en: "not taken: {first}, {count} steps", zh: "未走到：{first}，共 {count} 步" }
    taken_back(first, count) {
        en: "no longer counts: {first}, {count} steps",
        zh: "不再计入：{first}，共 {count} 步",
    }
    taken_back_one(first) { en: "no longer counts: {first}", zh: "不再计入：{first}" }
    not_taken_one(first) { en: "not taken: {first}", zh: "未走到：{first}" }
    bound_reached(title, passes) {
        en: "{title}: {passes} times, which is the bound; a deviation",
        zh: "{title}：已做 {passes} 遍，到上限了，记为偏差"
    }
    no_items(title) {
        en: "{title}: what it goes through cannot be computed, nothing of it is asked; a deviation",
        zh: "{title}：算不出要做哪几项，一项也不问，记为偏差"
    }
    note_added() { en: "note recorded", zh: "备注已记录" }
    attached(name, digest) { en: "attached: {name} ({digest})", zh: "已附：{name}（{digest}）" }
    notified() { en: "told", zh: "已告知" }
    action_opened(title) { en: "follow-up action opened: {title}", zh: "新增待办：{title}" }
    action_owner(owner) { en: "owner: {owner}", zh: "负责：{owner}" }
    action_due(due) { en: "due {due}", zh: "期限 {due}" }
    action_closed(id) { en: "follow-up action closed: {id}", zh: "待办已了结：{id}" }
    signed(name) { en: "signed by {name}", zh: "{name} 已签" }
    signed_for(name, role) { en: "signed by {name}, {role}", zh: "{name} 已签（{role}）" }
    declined(name, reason) { en: "{name} declined: {reason}", zh: "{name} 拒签：{reason}" }
    no_override() { en: "not released; the failure takes its declared path", zh: "未放行，按规定办法处理" }
    signature_void(path) {
        en: "signature {path} no longer holds, and must be given again",
        zh: "签字 {path} 已失效，需要重签"
    }
    wrong_pin(name, left) { en: "wrong PIN of {name}, tries left: {left}", zh: "{name} 的口令不对，还可试 {left} 次" }
    overridden(name, reason) { en: "released by {name}: {reason}", zh: "由 {name} 放行：{reason}" }
    operator_changed(name) { en: "{name} goes on", zh: "由 {name} 接着做" }
    paused(step, time) { en: "paused at {step}, {time}; the run stays open", zh: "{time} 停在 {step}，运行没有结束" }
    paused_before(time) { en: "paused, {time}; the run stays open", zh: "{time} 暂停，运行没有结束" }
    resumed(name) { en: "{name} goes on", zh: "由 {name} 继续" }
    clock_back(span) { en: "the clock was set back by {span}; recorded", zh: "时钟被拨慢 {span}，已记录" }
    clock_forward(span) { en: "the clock was set forward by {span}; recorded", zh: "时钟被拨快 {span}，已记录" }
    recovered(bytes) {
        en: "{bytes} bytes at the journal's end were damaged; they are fenced off and kept",
        zh: "日志末尾有 {bytes} 字节损坏，已隔离保留"
    }
    not_confirmed() { en: "NOT CONFIRMED: it may not be on disk. Please write down:", zh: "未确认：可能没有写入磁盘。请抄下：" }
    not_confirmed_step(path, title) { en: "step {path} {title}", zh: "步骤 {path} {title}" }
    not_confirmed_answer(answer) { en: "answer: {answer}", zh: "答案：{answer}" }
    not_confirmed_reason(reason) { en: "reason: {reason}", zh: "原因：{reason}" }
    warning_known(text) { en: "read and understood, WARNING: {text}", zh: "已知警告：{text}" }
    told_of(text) { en: "told: {text}", zh: "已告知：{text}" }
    note_of(text) { en: "note: {text}", zh: "备注：{text}" }
    not_confirmed_by(name) { en: "by: {name}", zh: "作答：{name}" }
    what_was_not_ok() { en: "not OK, and what was done:", zh: "不合格之处与处理：" }
    all_ok() { en: "everything was OK", zh: "全部合格" }
    span(from, until, length) { en: "{from} to {until} ({length})", zh: "{from}～{until}（{length}）" }
    verdict(verdict) { en: "Verdict: {verdict}", zh: "结论：{verdict}" }
    given_up(reason) { en: "given up: {reason}", zh: "放弃原因：{reason}" }
    score(score) { en: "score {score} %", zh: "得分 {score} %" }
    receipt(code) { en: "Receipt: {code}", zh: "回执：{code}" }
    the_rest(mode) { en: "The rest: `signoff log last{mode}`", zh: "其余内容：`signoff log last{mode}`" }
    dev_early() { en: "early", zh: "过早" }
    dev_late() { en: "late", zh: "过晚" }
    dev_deadline() { en: "deadline not kept", zh: "未按时限" }
    dev_items() { en: "what it goes through cannot be computed", zh: "算不出要做哪几项" }
    dev_bound() { en: "bound of the loop reached", zh: "循环到上限" }
    dev_time_limit() { en: "took too long", zh: "总用时超限" }
    dev_score() { en: "score below the pass mark", zh: "得分不及格" }
    dev_call() { en: "called procedure not completed", zh: "所调用的规程没有完成" }
    dev_stays() { en: "left as it is", zh: "如实记录，未整改" }
    dev_not_rechecked() { en: "corrective steps done, not checked again", zh: "整改步骤已做，未再复查" }
    dev_still_wrong() { en: "corrective steps done, still not right", zh: "整改步骤已做，复查仍不合格" }
    dev_action() { en: "follow-up action opened", zh: "新增待办" }
    dev_told() { en: "told", zh: "已告知" }
    dev_overridden_by(name) { en: "released by {name}", zh: "由 {name} 放行" }
    dev_from_to(old, new) { en: "{old}, then {new}", zh: "{old}，后为 {new}" }
}
