//! Messages of the commands that read: `list`, `show`, `new`, `log`, `verify`.

messages! {
    // Kinds of steps.
    kind_check() { en: "check", zh: "检查" }
    kind_measure() { en: "measure", zh: "测量" }
    kind_record() { en: "record", zh: "记录" }
    kind_choose() { en: "choose", zh: "选择" }
    kind_decide() { en: "decide", zh: "判断" }
    kind_sign() { en: "sign", zh: "签核" }
    kind_handover() { en: "hand over", zh: "交接" }
    kind_end() { en: "end", zh: "结束" }
    kind_section() { en: "section", zh: "环节" }
    kind_each() { en: "for each", zh: "逐项" }
    kind_repeat() { en: "repeat", zh: "循环" }
    kind_call() { en: "call", zh: "调用" }

    // Types of values.
    type_text() { en: "text", zh: "文字" }
    type_number() { en: "number", zh: "数字" }
    type_boolean() { en: "yes or no", zh: "是或否" }
    type_time() { en: "time", zh: "时刻" }
    type_date() { en: "date", zh: "日期" }
    type_datetime() { en: "date and time", zh: "日期和时刻" }
    type_duration() { en: "duration", zh: "时长" }
    type_choice() { en: "choice", zh: "选项" }
    type_person() { en: "person", zh: "人员" }
    type_list() { en: "list", zh: "列表" }
    type_table() { en: "table", zh: "表格" }

    // What is said of a step before it is run.
    expect(text) { en: "expected: {text}", zh: "应为：{text}" }
    one_day() { en: "1 day", zh: "1 天" }
    whole_days(count) { en: "{count} days", zh: "{count} 天" }
    required(text) { en: "must be {text}", zh: "应为 {text}" }
    limits(text) { en: "limits {text}", zh: "限 {text}" }
    hidden_limits() { en: "limits hidden until answered", zh: "答后才显示限值" }
    computed(expression) { en: "computed: {expression}", zh: "自动计算：{expression}" }
    decimals(count) { en: "decimals at most {count}", zh: "小数最多 {count} 位" }
    unit(unit) { en: "in {unit}", zh: "单位 {unit}" }
    role(role) { en: "role: {role}", zh: "岗位：{role}" }
    when(expression) { en: "when {expression}", zh: "条件：{expression}" }
    critical() { en: "critical", zh: "关键步骤" }
    hold(role) { en: "hold point, released by {role}", zh: "停点，由{role}放行" }
    not_applicable_forbidden() { en: "never not applicable", zh: "不得跳过" }
    independent() { en: "entered again by a second person", zh: "第二人独立复录" }
    score(points) { en: "points: {points}", zh: "分值：{points}" }
    from(time) { en: "from {time}", zh: "{time} 起" }
    until_time(time) { en: "until {time}", zh: "{time} 止" }
    window(times) { en: "time: {times}", zh: "时间：{times}" }
    window_of(times, name) { en: "time: {times} of {name}", zh: "时间：{times}（以 {name} 为准）" }
    not_sooner(span, since) { en: "not sooner than {span} after {since}", zh: "{since} 之后至少 {span}" }
    not_later(span, since) { en: "within {span} of {since}", zh: "{since} 之后 {span} 内" }
    run_start() { en: "the start", zh: "开始" }
    evidence_file(count) { en: "evidence: files, at least {count}", zh: "凭证：文件，至少 {count} 个" }
    evidence_reference(count) { en: "evidence: document numbers, at least {count}", zh: "凭证：单据号，至少 {count} 个" }
    accepts(endings) { en: "accepts {endings}", zh: "可用 {endings}" }
    signed_by(roles) { en: "signed by: {roles}", zh: "签署：{roles}" }
    signed_by_one() { en: "one signature", zh: "一人签署" }
    meaning(text) { en: "meaning: {text}", zh: "含义：{text}" }
    handed_to(names) { en: "for: {names}", zh: "交给：{names}" }
    handed_to_all() { en: "for every procedure of the site", zh: "交给本站点的所有规程" }
    ends_as(verdict) { en: "ends the procedure: {verdict}", zh: "结束规程：{verdict}" }
    any_order() { en: "in any order", zh: "顺序不限" }
    each_in(variable, items) { en: "{variable} in {items}", zh: "{variable} 取自 {items}" }
    sorted_by(column) { en: "sorted by {column}", zh: "按 {column} 排序" }
    repeat_until(expression, most) { en: "until {expression}, at most {most} passes", zh: "直到 {expression}，最多 {most} 遍" }
    calls(id) { en: "procedure `{id}`", zh: "规程 `{id}`" }
    rows(count) { en: "rows: {count}", zh: "行数：{count}" }
    rows_at_least(least) { en: "at least {least}", zh: "至少 {least}" }
    rows_at_most(most) { en: "at most {most}", zh: "最多 {most}" }
    optional() { en: "optional", zh: "可不填" }
    secret() { en: "not kept", zh: "不留存" }
    matches(pattern) { en: "form {pattern}", zh: "格式 {pattern}" }
    detail(text) { en: "how: {text}", zh: "做法：{text}" }
    say(text) { en: "say: “{text}”", zh: "请说：“{text}”" }
    note(text) { en: "note: {text}", zh: "说明：{text}" }
    warning(text) { en: "WARNING: {text}", zh: "警告：{text}" }
    if_it_fails() { en: "if it fails", zh: "不合格时" }
    then_continue() { en: "then go on", zh: "之后继续" }
    then_recheck(most) { en: "then check again, at most {most} times", zh: "之后复查，最多 {most} 次" }
    then_stop() { en: "then the run ends", zh: "之后结束运行" }
    tell(text) { en: "tell: {text}", zh: "通知：{text}" }
    follow_up(title) { en: "follow-up: {title}", zh: "待办：{title}" }
    owned_by(role) { en: "owner: {role}", zh: "负责：{role}" }
    due_in(span) { en: "due in {span}", zh: "{span} 内" }
    yes() { en: "yes", zh: "是" }
    no() { en: "no", zh: "否" }

    // The head of a procedure.
    draft() { en: "DRAFT", zh: "草稿" }
    retired_word() { en: "RETIRED", zh: "已停用" }
    source(text) { en: "source: {text}", zh: "依据：{text}" }
    time_limit(span) { en: "time limit: {span}", zh: "总时限：{span}" }
    pass_mark(percent) { en: "passes at {percent} %", zh: "{percent} % 为合格" }
    tags(tags) { en: "tags: {tags}", zh: "标签：{tags}" }
    roles() { en: "Roles", zh: "岗位" }
    parameters() { en: "Parameters", zh: "参数" }
    steps() { en: "Steps", zh: "步骤" }
    default_value(value) { en: "default {value}", zh: "默认 {value}" }
    asked_at_start() { en: "asked at the start unless given", zh: "未给出时开始前询问" }
    column_name() { en: "Name", zh: "名称" }
    column_title() { en: "Title", zh: "标题" }
    column_type() { en: "Type", zh: "类型" }
    column_default() { en: "Default", zh: "默认" }
    finish() { en: "closed", zh: "结束" }
    fails() { en: "fails", zh: "不合格" }
    done_edge() { en: "until holds", zh: "满足" }
    again_edge() { en: "again", zh: "再来" }
    otherwise() { en: "otherwise", zh: "否则" }
    recheck_edge() { en: "check again", zh: "复查" }

    // `list`.
    untagged() { en: "without a tag", zh: "无标签" }
    unusable() { en: "cannot be used", zh: "不能用" }
    unusable_count(count) { en: "cannot be used, errors: {count}", zh: "不能用，错误 {count} 处" }
    see_validate() { en: "`signoff validate` shows what is wrong", zh: "`signoff validate` 会指出问题" }
    column_id() { en: "Id", zh: "编号" }
    column_version() { en: "Version", zh: "版本" }
    column_steps() { en: "Steps", zh: "步数" }
    column_last() { en: "Last run", zh: "上次运行" }
    column_state() { en: "State", zh: "状态" }
    no_tag(tag) { en: "no procedure has the tag `{tag}`", zh: "没有带标签 `{tag}` 的规程" }
    tags_are(tags) { en: "there are {tags}", zh: "现有标签：{tags}" }
    no_procedures(folders) { en: "found no procedures in {folders}", zh: "{folders} 里没有规程" }
    see_new() { en: "`signoff new ID` writes a first one", zh: "`signoff new 编号` 可以写出第一个" }

    // `new`.
    bad_id(id) { en: "found id `{id}`, expected lower-case letters, digits and single dashes, a letter first, at most 64", zh: "编号 `{id}` 不合规定，应为小写字母、数字和单个连字符，字母开头，最多 64 个" }
    try_id(id) { en: "`signoff new {id}` would do", zh: "可以用 `signoff new {id}`" }
    exists_already(path) { en: "`{path}` is there already, and nothing is overwritten", zh: "`{path}` 已经存在，不会覆盖" }
    another_id() { en: "take another id, or edit that file", zh: "请换一个编号，或直接修改那个文件" }
    not_written(path, why) { en: "cannot write `{path}`: {why}", zh: "写不了 `{path}`：{why}" }
    written(path) { en: "wrote `{path}`", zh: "已写入 `{path}`" }
    next_edit() { en: "edit it; the comments say what each line does", zh: "请编辑它，注释说明了每一行的作用" }
    next_steps() { en: "next:", zh: "接下来：" }


    // `log`, one run.
    head_run() { en: "Run", zh: "运行" }
    head_site() { en: "Site", zh: "站点" }
    head_date() { en: "Business date", zh: "营业日" }
    head_mode() { en: "Mode", zh: "方式" }
    head_operator() { en: "Operator", zh: "操作员" }
    head_begun() { en: "Begun", zh: "开始" }
    head_closed() { en: "Closed", zh: "结束" }
    head_duration() { en: "Duration", zh: "用时" }
    head_record() { en: "Record", zh: "记录" }
    head_called() { en: "Calls", zh: "调用" }
    head_verdict() { en: "Verdict", zh: "结论" }
    head_counts() { en: "Steps", zh: "步骤" }
    head_score() { en: "Score", zh: "得分" }
    head_deviations() { en: "Deviations", zh: "偏差" }
    head_receipt() { en: "Receipt", zh: "回执" }
    head_reason() { en: "Reason", zh: "原因" }
    mode_live() { en: "live", zh: "正式" }
    mode_training() { en: "TRAINING, no real run", zh: "演练，不是正式运行" }
    mode_scripted() { en: "SCRIPTED, answered by a file", zh: "脚本，由文件作答" }
    by_claim() { en: "as claimed", zh: "自报" }
    by_pin() { en: "PIN given", zh: "口令核实" }
    by_script() { en: "named by a script", zh: "脚本指定" }
    still_open() { en: "still open", zh: "尚未结束" }
    entries_count(count, program) { en: "entries: {count}, written by signoff {program}", zh: "{count} 条，由 signoff {program} 写入" }
    no_site_there() { en: "none", zh: "无" }
    continued(people, values, handovers) {
        en: "begun with besides: people {people}, values {values}, hand-overs {handovers}",
        zh: "开始时另有：人员 {people}，参数值 {values}，交接 {handovers}"
    }
    goes_on(value) { en: "{value}, and more", zh: "{value}，未完" }
    parameter_is(name, value, origin) { en: "parameter {name} = {value} ({origin})", zh: "参数 {name} = {value}（{origin}）" }
    computed_here() { en: "computed by the program", zh: "由程序计算" }
    origin_set() { en: "given at the start", zh: "启动时给定" }
    origin_with() { en: "from the call", zh: "由调用给定" }
    origin_site() { en: "from the site file", zh: "站点文件" }
    origin_default() { en: "default", zh: "默认" }
    origin_asked() { en: "asked", zh: "询问所得" }
    accepted(run) { en: "hand-over of {run} accepted", zh: "已接收 {run} 的交接" }
    acknowledged(text) { en: "warning acknowledged: {text}", zh: "已知悉警告：{text}" }
    reason(text) { en: "reason: {text}", zh: "原因：{text}" }
    amended_because(text) { en: "amended because: {text}", zh: "更正原因：{text}" }
    reason_put_off() { en: "put off before, answered now", zh: "先前推迟，现已作答" }
    number_typed(number) { en: "confirmed by typing {number}", zh: "已输入 {number} 确认" }
    reason_slip() { en: "slip, put right at once", zh: "手误，随即更正" }
    mistyped(values) { en: "typed before by mistake: {values}", zh: "此前输错：{values}" }
    at_place(place, what) { en: "at {place}: {what}", zh: "在 {place}：{what}" }
    mistyped_by_two(values) { en: "typed before by mistake, by one or the other: {values}", zh: "两人此前输错：{values}" }
    early() { en: "EARLY", zh: "过早" }
    late() { en: "LATE", zh: "过晚" }
    sooner_than_allowed() { en: "SOONER than its deadline allows", zh: "早于时限" }
    later_than_allowed() { en: "LATER than its deadline allows", zh: "超过时限" }
    shown_evidence(items) { en: "evidence: {items}", zh: "凭证：{items}" }
    second_agrees(name, value) { en: "entered again by {name}: {value}, the same", zh: "{name}复录：{value}，一致" }
    second_differs(name, value) { en: "entered again by {name}: {value}, DIFFERENT", zh: "{name}复录：{value}，不一致" }
    to_correct() { en: "is corrected now", zh: "现在整改" }
    left_failed() { en: "left as it is", zh: "维持不合格" }
    to_override() { en: "a second person decides", zh: "由他人放行" }
    left_deviations(items) { en: "left open: {items}", zh: "遗留：{items}" }
    nothing_to_hand_over() { en: "nothing to hand over", zh: "无交接事项" }
    in_role(role) { en: "as {role}", zh: "以 {role} 身份" }
    confirmed_again(title) { en: "{title}: asked again, same answer", zh: "{title}：再次询问，回答不变" }
    amended(title) { en: "{title}: AMENDED", zh: "{title}：更正" }
    inactive_steps(count, why) { en: "inactive steps: {count}, {why}", zh: "未走到 {count} 步，{why}" }
    because_when() { en: "their condition is false", zh: "条件不成立" }
    because_branch() { en: "another branch was taken", zh: "走了别的分支" }
    because_end() { en: "the procedure ended", zh: "规程已结束" }
    because_stop() { en: "a failure stopped the run", zh: "不合格导致终止" }
    because_amended() { en: "an amendment took their ground away", zh: "更正后不再需要" }
    and_more(count) { en: "and {count} more", zh: "另有 {count} 步" }
    bound(title, passes) { en: "{title}: bound reached after {passes} passes", zh: "{title}：做满 {passes} 遍仍未达到" }
    no_items(title) {
        en: "{title}: what it goes through could not be computed, nothing of it was asked",
        zh: "{title}：算不出要做哪几项，一项也没有问"
    }
    handed_over_unfit(value) {
        en: "the call handed over {value}, which does not fit the parameter",
        zh: "调用传入的是 {value}，不合参数的要求"
    }
    handed_over_unevaluated() {
        en: "what the call hands over could not be evaluated",
        zh: "调用要传入的值算不出来"
    }
    jumped(from, to) { en: "went from {from} to {to}", zh: "从 {from} 转到 {to}" }
    noted(text) { en: "note: {text}", zh: "备注：{text}" }
    attached(name, size, digest) { en: "attached {name} ({size} bytes, {digest})", zh: "附件 {name}（{size} 字节，{digest}）" }
    told(text) { en: "told: {text}", zh: "已通知：{text}" }
    action_opened(title, id) { en: "follow-up opened: {title} ({id})", zh: "新增待办：{title}（{id}）" }
    action_due(when) { en: "due {when}", zh: "限 {when}" }
    action_closed(id, note) { en: "follow-up {id} closed: {note}", zh: "待办 {id} 已了结：{note}" }
    signed(title) { en: "{title}: signed", zh: "{title}：已签" }
    signed_later() { en: "signed after the end", zh: "结束后签署" }
    declined(title) { en: "{title}: signature DECLINED", zh: "{title}：拒签" }
    declined_override(title) { en: "{title}: override DECLINED", zh: "{title}：拒绝放行" }
    voided(path, because) { en: "{path}: signature VOIDED by entry {because}, to be given again", zh: "{path}：签署作废（第 {because} 条更正），须重签" }
    wrong_pins(name, count) { en: "WRONG PIN of {name}, {count} in all", zh: "{name} 口令错误，共 {count} 次" }
    wrong_pin(name, count) { en: "WRONG PIN of {name}, number {count}", zh: "{name} 口令错误，第 {count} 次" }
    locked(name) { en: "{name} is LOCKED for this run", zh: "{name} 在本次运行中被锁定" }
    overridden_by(title, name) { en: "{title}: OVERRIDDEN by {name}", zh: "{title}：由{name}放行" }
    operator_now(from, to) { en: "operator changed: {from} → {to}", zh: "换人操作：{from} → {to}" }
    paused_at_no_step(why) { en: "paused: {why}", zh: "暂停：{why}" }
    paused(step, why) { en: "paused at {step}: {why}", zh: "暂停于 {step}：{why}" }
    pause_menu() { en: "by the operator", zh: "操作员暂停" }
    pause_interrupt() { en: "interrupted", zh: "被中断" }
    pause_terminate() { en: "ended by the system", zh: "被系统终止" }
    pause_hangup() { en: "the terminal was lost", zh: "终端断开" }
    pause_end_of_input() { en: "end of input", zh: "输入结束" }
    pause_answers() { en: "no answer in the file", zh: "答案文件没有回答" }
    pause_left_open() { en: "left open as the file says", zh: "按文件要求保持未结束" }
    resumed(name, held) { en: "gone on with by {name}, held for {held}", zh: "{name} 继续，停了 {held}" }
    roster_changed_since() {
        en: "the roster has changed: whoever goes on has the roles it gives now, all others those of the beginning; who has left it signs no more",
        zh: "人员名单已改过：接着做的人按现在的名单，其他人仍按开始时的名单，已不在名单上的人不能再签字"
    }
    resumed_changed() { en: "the procedure's file had changed; the pinned text went on", zh: "规程文件已改动，仍按存档文本继续" }
    clock_back(span) { en: "the clock was set BACK by {span}", zh: "时钟被拨慢 {span}" }
    clock_forward(span) { en: "the clock was set FORWARD by {span}", zh: "时钟被拨快 {span}" }
    recovered_bytes(length, from) { en: "RECOVERED: {length} damaged bytes from byte {from} on were fenced", zh: "已修复：从第 {from} 字节起隔开 {length} 个损坏字节" }
    closed_as(verdict) { en: "closed: {verdict}", zh: "结束：{verdict}" }
    unknown_entry(seq, kind) { en: "entry {seq} of a type this version does not know: {kind}", zh: "第 {seq} 条的类型本版本不认识：{kind}" }
    unreadable_entry(seq, kind) { en: "entry {seq} ({kind}) does not hold what its type says", zh: "第 {seq} 条（{kind}）的内容与类型不符" }
    seconds(count) { en: "{count} s", zh: "{count} 秒" }
    minutes_seconds(minutes, seconds) { en: "{minutes} min {seconds} s", zh: "{minutes} 分 {seconds} 秒" }
    hours_minutes(hours, minutes) { en: "{hours} h {minutes} min", zh: "{hours} 小时 {minutes} 分" }
    days_hours(days, hours) { en: "{days} d {hours} h", zh: "{days} 天 {hours} 小时" }
    no_receipt() { en: "none in the ledger yet; the next start writes it", zh: "台账里还没有，下次启动时补写" }
    record_out_of_order(what) { en: "THE TIMES OF THIS RECORD DO NOT RISE: {what}", zh: "这份记录的时间没有依次递增：{what}" }
    record_broken(what) { en: "THIS RECORD IS NOT AS IT WAS WRITTEN: {what}", zh: "这份记录已不是原样：{what}" }
    record_shown_to() { en: "only what stands before the break is shown", zh: "只显示出问题之前的内容" }
    record_torn() { en: "the last line of this record is incomplete; the run is not closed", zh: "这份记录的最后一行不完整，运行尚未结束" }
    nothing_begun() { en: "this run never began: its journal holds no entry", zh: "这次运行没有真正开始，记录里没有内容" }

    // `log`, the table.
    column_run() { en: "Run", zh: "运行" }
    column_procedure() { en: "Procedure", zh: "规程" }
    column_date() { en: "Date", zh: "营业日" }
    column_begun() { en: "Begun", zh: "开始" }
    column_operator() { en: "Operator", zh: "操作员" }
    column_verdict() { en: "Verdict", zh: "结论" }
    column_deviations() { en: "Dev.", zh: "偏差" }
    no_runs() { en: "no runs", zh: "没有运行记录" }
    no_runs_fit() { en: "no run fits the filters", zh: "没有符合条件的运行记录" }
    run_and_filter(filter) { en: "found a run and `{filter}`, which chooses among runs", zh: "既指明了运行，又用了筛选 `{filter}`" }
    run_or_filter() { en: "leave out the one or the other", zh: "请去掉其中之一" }
    bad_verdict(word, words) { en: "found verdict `{word}`, expected one of {words}", zh: "结论 `{word}` 不认识，应为 {words} 之一" }

    // `verify`.
    one_run() { en: "1 run", zh: "共 1 个运行" }
    many_runs(count) { en: "{count} runs", zh: "共 {count} 个运行" }
    count_intact(count) { en: "{count} intact", zh: "{count} 个完整" }
    count_open(count) { en: "{count} open", zh: "{count} 个未结束" }
    count_altered(count) { en: "{count} ALTERED", zh: "{count} 个被改动" }
    word_intact() { en: "intact", zh: "完整" }
    word_purged() { en: "purged", zh: "已清除" }
    word_open() { en: "open", zh: "未结束" }
    word_in_use() { en: "open, in use", zh: "未结束，使用中" }
    word_torn() { en: "torn", zh: "末行残缺" }
    word_never_begun() { en: "never begun", zh: "未真正开始" }
    word_not_removed_yet() { en: "not removed yet", zh: "尚未删除" }
    word_not_listed_yet() { en: "not in the ledger yet", zh: "尚未入台账" }
    word_empty() { en: "EMPTY", zh: "被清空" }
    word_altered() { en: "ALTERED", zh: "被改动" }
    word_cut_short() { en: "CUT SHORT", zh: "被截短" }
    word_missing() { en: "MISSING", zh: "缺失" }
    word_unlisted() { en: "UNLISTED", zh: "未入台账" }
    word_out_of_order() { en: "OUT OF ORDER", zh: "次序颠倒" }
    word_twofold() { en: "TWOFOLD", zh: "重复" }
    word_unreadable() { en: "UNREADABLE", zh: "无法读取" }
    at_entry(entry, offset, rule) { en: "entry {entry}, byte {offset}: {rule}", zh: "第 {entry} 条，第 {offset} 字节：{rule}" }
    cut(expected, found) { en: "the ledger knows {expected} entries, found {found}", zh: "台账记有 {expected} 条，只找到 {found} 条" }
    cut_against(expected, found) { en: "it names {expected} entries, found {found}", zh: "回执记有 {expected} 条，只找到 {found} 条" }
    is_missing() { en: "in the ledger, but its journal is gone", zh: "台账里有，记录却不见了" }
    is_unlisted() { en: "on the disk with answers, but not in the ledger", zh: "磁盘上有带回答的记录，台账里却没有" }
    is_empty() { en: "in the ledger, but not one entry is left", zh: "台账里有，记录里却一条不剩" }
    is_out_of_order(entry) { en: "entry {entry} of the ledger is earlier than the one before it", zh: "台账第 {entry} 条的时间早于前一条" }
    is_twofold() { en: "several journals have this name; the first was judged", zh: "有几份同名记录，只检查了第一份" }
    is_purged(by, reason) { en: "by {by}: {reason}", zh: "由 {by} 清除：{reason}" }
    is_torn() { en: "the last line is incomplete, as a crash leaves it", zh: "最后一行不完整，像是意外中断所致" }
    is_never_begun() { en: "no entry was ever written whole", zh: "没有一条完整写入" }
    is_not_removed_yet() { en: "its journal is still there; the next start removes it", zh: "记录文件还在，下次启动时删除" }
    is_not_listed_yet() { en: "no answer yet; the next start enters it", zh: "还没有回答，下次启动时补入" }
    recovery(entry, length, from) { en: "recovered: entry {entry} fences {length} damaged bytes from byte {from} on", zh: "修复：第 {entry} 条隔开了从第 {from} 字节起的 {length} 个损坏字节" }
    ledger_word() { en: "ledger", zh: "台账" }
    ledger_missing() { en: "MISSING: there are runs on the disk, but no ledger that names any", zh: "缺失：磁盘上有运行记录，却没有登记它们的台账" }
    ledger_torn() { en: "its last line is incomplete; the next start fences it", zh: "最后一行不完整，下次启动时会隔开" }
    roster_changed(run, changes) { en: "roster changed at {run}: {changes}", zh: "人员名单有变动，自 {run} 起：{changes}" }
    roster_came(ids) { en: "new: {ids}", zh: "新增 {ids}" }
    roster_left(ids) { en: "gone: {ids}", zh: "去掉 {ids}" }
    roster_differs(ids) { en: "changed: {ids}", zh: "改动 {ids}" }
    roster_order() { en: "another order", zh: "顺序有变" }
    roster_gone() { en: "no roster any more", zh: "不再有名单" }
    roster_new() { en: "a roster now", zh: "开始有名单" }
    receipt_confirmed(run) { en: "receipt CONFIRMED: run {run}", zh: "回执属实：运行 {run}" }
    receipt_unknown() { en: "receipt UNKNOWN: no closing in this ledger gives this code; the run or the ledger was changed, cut or restored, or the code is mistyped", zh: "回执查无此码：台账里没有对应的结束记录，可能记录或台账被改动、截短、还原过，也可能抄错了码" }
    receipt_of_mode(run, mode) { en: "receipt of another mode: run {run} is a {mode} run; `--mode {mode}` checks it", zh: "这是另一种方式的回执：运行 {run} 属于 {mode}，请加 `--mode {mode}` 核对" }
    receipt_gone(run) { en: "receipt NOT CONFIRMED: the journal of run {run} is gone", zh: "回执不符：运行 {run} 的记录不见了" }
    receipt_journal(run, how) { en: "receipt NOT CONFIRMED: run {run} is not the one it names; {how}", zh: "回执不符：运行 {run} 不是当时的那份；{how}" }
    receipt_ledger(run, how) { en: "receipt NOT CONFIRMED: the ledger is not the one it names for run {run}; {how}", zh: "回执不符：台账不是当时的那份（运行 {run}）；{how}" }
    bad_receipt(text) { en: "found `{text}`, expected a receipt line or a code such as `K7QF-3M2P-9XTD-4H8N`", zh: "`{text}` 不是回执，应为整行回执或 `K7QF-3M2P-9XTD-4H8N` 这样的码" }
    rule_length() { en: "the line is longer than 64 KiB", zh: "这一行超过 64 KiB" }
    rule_form() { en: "the line has not the form of an entry", zh: "这一行不是记录的格式" }
    rule_hash() { en: "the hash is not that of the line", zh: "校验值与这一行不符" }
    rule_text() { en: "the text has characters that no entry is written with", zh: "文字里有不该出现的字符" }
    rule_version() { en: "the entry is of an unknown version", zh: "版本不认识" }
    rule_time() { en: "the time is not one the journal writes", zh: "时间不是记录的写法" }
    rule_data() { en: "the data is not strict JSON", zh: "数据不是严格的 JSON" }
    rule_sequence() { en: "the number does not follow the one before", zh: "序号不连续" }
    rule_previous() { en: "the entry does not follow the one before", zh: "与前一条接不上" }
    rule_recovery() { en: "the `recovered` entry does not cover the damage before it", zh: "修复记录盖不住前面的损坏" }
    rule_after_close() { en: "an entry stands after the run was closed that may not", zh: "结束之后不该再有这一条" }
    rule_ledger() { en: "the entry is not the one that the ledger names", zh: "与台账所记的不是同一条" }
    rule_ledger_line() { en: "the ledger says what cannot be", zh: "台账的说法不可能成立" }
    rule_receipt() { en: "the entry is not the one that the receipt names", zh: "与回执所记的不是同一条" }
    rule_start() { en: "the journal does not begin with its own run's start", zh: "开头不是这次运行自己的开始" }
    rule_blob() { en: "the stored bytes that the entry names are missing or changed", zh: "这一条所指的存档缺失或被改动" }
    rule_replay() { en: "the run could not have produced this entry", zh: "这次运行不可能产生这一条" }
    not_own_file() { en: "expected a file of its own, found a link, a pipe or something else", zh: "应为独立的普通文件，却是链接、管道或别的东西" }
    too_many_bytes() { en: "it has more bytes than a journal may have", zh: "字节数超过记录的上限" }
    access_refused() { en: "access is not allowed", zh: "没有访问权限" }
    by_another() { en: "the entry and its data name different people", zh: "这一条与其内容所写的人不同" }
    another_size() { en: "a file has another size than the entry says", zh: "文件大小与这一条所写的不符" }
    covers_another() { en: "the signature covers another entry than it says", zh: "签名所盖的不是它所说的那一条" }
    unproducible(kind, path) { en: "`{kind}` at `{path}` cannot stand here", zh: "`{path}` 处的 `{kind}` 不可能出现在这里" }
    replay_says(what) { en: "replay: {what}", zh: "重演：{what}" }
}
