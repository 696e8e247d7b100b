//! What `actions` and `pin` say, and how actions and hand-overs that wait are told of.

messages! {
    // Follow-up actions.
    none_open() { en: "no follow-up action is open", zh: "没有未了结的待办" }
    column_id() { en: "id", zh: "编号" }
    column_title() { en: "what", zh: "内容" }
    column_owner() { en: "owner", zh: "负责" }
    column_due() { en: "due", zh: "期限" }
    column_from() { en: "from", zh: "来自" }
    column_state() { en: "state", zh: "情况" }
    state_open() { en: "open", zh: "未了结" }
    state_overdue() { en: "OVERDUE", zh: "已逾期" }
    state_closed(when, by, note) { en: "closed {when} by {by}: {note}", zh: "{by} 于 {when} 了结：{note}" }
    waits(title) { en: "open follow-up: {title}", zh: "待办：{title}" }
    waits_due(title, due) { en: "open follow-up: {title}, due {due}", zh: "待办：{title}，限 {due}" }
    waits_overdue(title, due) { en: "open follow-up: {title}, OVERDUE since {due}", zh: "待办：{title}，{due} 到期，已逾期" }
    waits_id(waits, id) { en: "{waits} ({id})", zh: "{waits}（{id}）" }
    waiting() { en: "Follow-up actions; a number closes one", zh: "待办，输入编号可了结" }
    more_waiting(count) { en: "and {count} more: `signoff actions`", zh: "另有 {count} 项，见 `signoff actions`" }
    how_to_close() { en: "`signoff actions close ID --note TEXT` closes one", zh: "了结用 `signoff actions close 编号 --note 文字`" }
    unknown(id) { en: "found no follow-up action `{id}`", zh: "没有待办 `{id}`" }
    ambiguous(id, ids) { en: "`{id}` stands for several follow-up actions: {ids}", zh: "`{id}` 对应多项待办：{ids}" }
    see_actions() { en: "`signoff actions` lists them", zh: "`signoff actions` 会列出来" }
    closed_before(id, when, by) { en: "follow-up action `{id}` was closed {when} by {by}", zh: "待办 `{id}` 已由 {by} 于 {when} 了结" }
    what_was_done(title) { en: "What was done about it: {title}?", zh: "办理情况（{title}）：" }
    note_wanted() { en: "what was done is wanted", zh: "要说明办理情况" }
    note_help() { en: "give `--note TEXT`", zh: "请加 `--note 文字`" }
    note_too_long(limit) { en: "the note is longer than {limit} bytes", zh: "说明超过 {limit} 字节" }
    closed_now(id, by) { en: "follow-up action `{id}` is closed by {by}", zh: "待办 `{id}` 已由 {by} 了结" }

    // Hand-overs, on the front door.
    handovers(count) { en: "hand-overs waiting: {count}", zh: "有交接 {count} 条" }

    // PINs.
    pin_new(name) { en: "new PIN of {name}, 4 to 12 digits (not shown)> ", zh: "{name} 的新口令，4 到 12 位数字（不显示）> " }
    pin_again() { en: "the same once more> ", zh: "再输入一次> " }
    pin_shape() { en: "a PIN has 4 to 12 digits; nothing was set", zh: "口令应为 4 到 12 位数字，尚未设置" }
    pin_differs() { en: "the two differ; nothing was set", zh: "两次输入不同，尚未设置" }
    pin_terminal() { en: "a PIN is asked for on a terminal only", zh: "口令只能在终端里输入" }
    pin_terminal_help() { en: "run `signoff pin` on a terminal; its line on stdout may go into a file", zh: "请在终端里执行 `signoff pin`，标准输出的那一行可以存入文件" }
    pin_where(id) { en: "put this line under `{id}` in the site file:", zh: "请把这一行写到站点文件里 `{id}` 的下面：" }
    pin_failed() { en: "the PIN could not be hashed", zh: "口令无法加密" }
}
