//! What each key of the format means, for the hover texts of editors and the reference. Keyed `place_key`, as
//! `procedure::shape`, `scenario::keys` and `site::keys` name them; `step` stands for the keys that several kinds share.

messages! {
    // Places.
    place_procedure() { en: "A signoff procedure: what is to be done, in order", zh: "signoff 规程：按顺序要做的事" }
    place_scoring() { en: "How a run is scored", zh: "如何评分" }
    place_parameter() { en: "Something that differs from site to site", zh: "各站点不同的设置" }
    place_option() { en: "One option to choose from", zh: "一个可选项" }
    place_branch() { en: "One option, and the steps that follow it", zh: "一个选项及选它之后的步骤" }
    place_field() { en: "One field of a form or column of a table", zh: "表单的一个字段或表格的一列" }
    place_rows() { en: "How many rows a table takes", zh: "表格的行数" }
    place_window() { en: "When the step is to be answered; outside it is a deviation", zh: "应在什么时间作答，之外记为偏差" }
    place_deadline() { en: "How long after another step this one is to be answered", zh: "距另一步骤多久之内作答" }
    place_evidence() { en: "What has to be shown for the answer", zh: "作答时要提供的凭证" }
    place_on_fail() { en: "What follows where the step fails", zh: "不合格时怎么办" }
    place_action() { en: "A follow-up that stays open until somebody closes it", zh: "跟进事项，有人关闭前一直显示" }
    place_step() { en: "A step: a bare text is a check; otherwise exactly one key names its kind", zh: "步骤：只写文字就是检查，否则恰有一个键说明类型" }
    place_answer_file() { en: "A signoff answer file: a run without a person at the keyboard", zh: "signoff 答案文件：无人操作的脚本运行" }
    place_scenario_file() { en: "A signoff scenario file: scripted runs and what is expected of them", zh: "signoff 情景文件：脚本运行及其预期" }
    place_scenario() { en: "One scripted run and what is expected of it", zh: "一次脚本运行及其预期" }
    place_expect() { en: "What is compared with the run; what is left out is not looked at", zh: "与运行比对的内容，没写的不比" }
    place_answer() { en: "An answer: one key says it, others add to it", zh: "答案：一个键给出回答，其余作补充" }
    place_asked() { en: "Several answers, one for each asking", zh: "多个答案，每次提问用一个" }
    place_signer() { en: "A signer who does not sign", zh: "不签字的人" }
    place_override() { en: "A second person lets the failure pass", zh: "由他人放行不合格项" }
    place_second() { en: "What the second person enters without seeing the first", zh: "第二人独立录入的值" }
    place_site_file() { en: "A signoff site file: who works here, and what is different here", zh: "signoff 站点文件：这里的人员和设置" }
    place_site() { en: "What this site is called", zh: "本站点的名称" }
    place_operator() { en: "One person of the roster", zh: "名单中的一个人" }

    // The top of a procedure.
    procedure_procedure() { en: "The procedure's own id in kebab-case; the file has the same name", zh: "规程编号，小写字母、数字和连字符，与文件名相同" }
    procedure_title() { en: "What people call it; the id where it is left out", zh: "规程的名称，不写则用编号" }
    procedure_version() { en: "Any label; the file itself is known by its digest", zh: "版本标签，写法不限，文件另以摘要识别" }
    procedure_summary() { en: "What it is for, in a sentence or two", zh: "一两句话说明用途" }
    procedure_status() { en: "A draft says so on every screen; a retired one cannot be run", zh: "draft 草稿会在每屏注明，published 已发布，retired 已停用、不能运行" }
    procedure_tags() { en: "Words to find it by", zh: "便于查找的标签" }
    procedure_source() { en: "The standard or handbook that it puts into practice", zh: "依据的标准或手册" }
    procedure_time_limit() { en: "How long a whole run may take; longer is a deviation and stops nothing", zh: "整次运行的时限，超过记为偏差，不会中止" }
    procedure_resume() { en: "Where a paused run goes on: at the next step, with the last answer once more, or from the beginning", zh: "暂停后从哪里继续：continue 下一步，repeat_last 重问上一步，restart 从头开始" }
    procedure_scoring() { en: "Gives points to checks and measures", zh: "按检查和测量计分" }
    procedure_reasons() { en: "Offered by number wherever a reason is asked", zh: "要填理由时按编号提供的选择" }
    procedure_roles() { en: "Who performs the steps: short names and what people call them", zh: "由谁执行：角色名和称呼" }
    procedure_parameters() { en: "What differs from site to site, by name", zh: "各站点不同的设置，按名字列出" }
    procedure_steps() { en: "What is to be done, in this order", zh: "按顺序执行的步骤" }
    procedure_ignore() { en: "Rules of validate that are silent in this file, each with the reason", zh: "本文件不报的检查规则及理由" }
    scoring_pass() { en: "Percent of the points that a run needs to pass; exactly so much passes", zh: "及格百分比，正好等于也及格" }

    // Parameters, options, fields.
    parameter_title() { en: "What it is called where it is asked", zh: "询问时显示的名称" }
    parameter_type() { en: "What its values are", zh: "值的类型" }
    parameter_default() { en: "Used where neither `--set` nor the site file gives a value; without it the run asks first", zh: "`--set` 和站点文件都没给时的值，没有默认值则运行时先问" }
    parameter_unit() { en: "The unit of a number, shown with it", zh: "数字的单位，与数字一起显示" }
    parameter_min() { en: "The least value, inclusive", zh: "最小值，含本数" }
    parameter_max() { en: "The greatest value, inclusive", zh: "最大值，含本数" }
    parameter_options() { en: "What a choice offers", zh: "选择类型的各个选项" }
    parameter_fields() { en: "The columns of a table", zh: "表格的各列" }
    option_id() { en: "What expressions, answers and the journal call it", zh: "表达式、答案和记录中的名字" }
    option_title() { en: "What the operator reads; the id where it is left out", zh: "操作人看到的文字，不写则用 id" }
    branch_id() { en: "What expressions, answers and the journal call it", zh: "表达式、答案和记录中的名字" }
    branch_title() { en: "What the operator reads; the id where it is left out", zh: "操作人看到的文字，不写则用 id" }
    branch_steps() { en: "Done only where this option is chosen", zh: "选了此项才执行的步骤" }
    field_id() { en: "The name of its value in the map or the row", zh: "值在映射或行中的名字" }
    field_title() { en: "What the operator is asked for; the id where it is left out", zh: "询问时显示的名称，不写则用 id" }
    field_type() { en: "What may be entered; a person is an operator of the roster, or a name", zh: "可录入的类型，person 指名单中的人或姓名" }
    field_required() { en: "With false it may be left empty", zh: "false 表示可以不填" }
    field_options() { en: "What a choice offers", zh: "选择类型的各个选项" }
    field_min() { en: "The least value that is right, inclusive; less is kept and fails", zh: "合格的最小值，含本数，更小的照记并算不合格" }
    field_max() { en: "The greatest value that is right, inclusive; more is kept and fails", zh: "合格的最大值，含本数，更大的照记并算不合格" }
    field_equals() { en: "The only value that is right; any other is kept and fails", zh: "唯一合格的值，其他值照记并算不合格" }
    field_unit() { en: "The unit of a number, shown with it", zh: "数字的单位，与数字一起显示" }
    field_pattern() { en: "A regular expression for the whole text; what does not fit is asked again", zh: "整段文字须符合的正则表达式，不符则重新询问" }
    field_secret() { en: "The journal says only that something was entered", zh: "记录只写已录入，不写内容" }
    rows_at_least() { en: "The fewest rows that are taken", zh: "至少几行" }
    rows_at_most() { en: "The most rows that are taken", zh: "最多几行" }

    // What steps share.
    step_id() { en: "The step's name in expressions, answers and scenarios; unique in the file", zh: "步骤在表达式、答案和情景中的名字，本文件内不重复" }
    step_role() { en: "Who performs it: shown and recorded", zh: "由哪个角色执行，显示并记录" }
    step_when() { en: "Asked only where this holds; otherwise the step is recorded as inactive", zh: "成立才询问，否则记为未走到（inactive）" }
    step_detail() { en: "How it is done", zh: "具体做法" }
    step_say() { en: "Words to speak, shown as a script", zh: "要说的话，按话术显示" }
    step_note() { en: "Shown before the step", zh: "步骤前显示的说明" }
    step_warning() { en: "Shown before the step and acknowledged on its own", zh: "步骤前显示的警告，要单独确认" }
    step_critical() { en: "Wants the number on the screen typed, cannot be not applicable, and fails the run unless made right or overridden", zh: "须输入屏幕上的两位数，不能标为不适用，不合格又未整改、未放行则整次不合格" }
    step_hold() { en: "Nothing after it can be answered until somebody of this role releases it", zh: "此角色的人放行之前，后面的步骤都不能作答" }
    step_not_applicable() { en: "Whether the operator may say, with a reason, that it does not apply", zh: "能否说明理由后标为不适用" }
    step_window() { en: "When it is to be answered; early and late are deviations", zh: "应在什么时间作答，过早过晚都记为偏差" }
    step_deadline() { en: "How long after another step it is to be answered", zh: "距另一步骤多久之内作答" }
    step_evidence() { en: "Files or document numbers that the answer needs", zh: "作答需要的文件或单号" }
    step_ignore() { en: "Rules of validate that are silent here, each with the reason", zh: "这里不报的检查规则及理由" }
    step_score() { en: "Points, where the procedure is scored", zh: "规程计分时的分值" }
    step_independent() { en: "A second person enters it again unseen; a difference fails the step", zh: "第二人不看前值再录一次，不一致即不合格" }
    step_on_fail() { en: "What follows where the step fails", zh: "不合格时怎么办" }
    window_from() { en: "Begins at this time of day, or so long from `of`; minus is before", zh: "起始时刻，或距 `of` 的时长，负数表示之前" }
    window_until() { en: "Ends at this time of day, or so long from `of`; minus is before", zh: "截止时刻，或距 `of` 的时长，负数表示之前" }
    window_of() { en: "A parameter or step that holds a time; makes `from` and `until` lengths of time", zh: "存有时间的参数或步骤，有它时 from 和 until 写时长" }
    deadline_after() { en: "Not sooner than so long after", zh: "至少过多久" }
    deadline_within() { en: "Not later than so long after", zh: "最迟多久之内" }
    deadline_of() { en: "The step whose first answer counts, or `start` for the beginning of the run", zh: "从哪一步首次作答起算，`start` 表示运行开始" }
    evidence_kind() { en: "A file that is copied into the store, or the number of a document", zh: "file 存入记录库的文件，reference 单据编号" }
    evidence_title() { en: "What has to be shown", zh: "要提供什么" }
    evidence_at_least() { en: "How many at the least", zh: "至少几份" }
    evidence_accept() { en: "The endings that files may have", zh: "允许的文件扩展名" }
    on_fail_steps() { en: "Corrective steps, done after each failed answer", zh: "整改步骤，每次不合格后执行" }
    on_fail_then() { en: "Goes on, asks the step again, or ends the whole run; a critical step is asked again unless this says otherwise", zh: "continue 继续，recheck 复查，stop 结束整次运行，关键步骤默认复查" }
    on_fail_at_most() { en: "How many times the step is asked again", zh: "最多复查几次" }
    on_fail_notify() { en: "Who has to be told; that it was done is asked and recorded", zh: "要告知谁，是否告知会询问并记录" }
    on_fail_action() { en: "Opens a follow-up where the step ends failed or overridden", zh: "最终不合格或放行时建立跟进事项" }
    action_title() { en: "What is left to be done", zh: "待办内容" }
    action_owner() { en: "The role that sees to it", zh: "负责的角色" }
    action_due() { en: "How long there is for it", zh: "期限" }

    // The kinds.
    check_check() { en: "Check: done or not OK. The value is the step's title", zh: "检查：完成或不合格。值是步骤的标题" }
    check_expect() { en: "The right response, shown with the step", zh: "应有的状态，与步骤一起显示" }
    measure_measure() { en: "Measure: a number within limits. The value is the step's title", zh: "测量：限值之内的数字。值是步骤的标题" }
    measure_unit() { en: "The unit, shown with the number", zh: "单位，与数字一起显示" }
    measure_min() { en: "The least number that is right, inclusive: a number or an expression", zh: "合格的最小值，含本数：数字或表达式" }
    measure_max() { en: "The greatest number that is right, inclusive: a number or an expression", zh: "合格的最大值，含本数：数字或表达式" }
    measure_equals() { en: "The only number that is right: a number or an expression", zh: "唯一合格的值：数字或表达式" }
    measure_decimals() { en: "The most digits after the point that are taken", zh: "最多几位小数" }
    measure_hide_limits() { en: "The limits are shown only after the answer", zh: "作答之后才显示限值" }
    measure_value() { en: "Computes the number instead of asking for it", zh: "由表达式算出，不询问" }
    record_record() { en: "Record: one value, a form or a table. The value is the step's title", zh: "记录：一个值、一张表单或一张表格。值是步骤的标题" }
    record_fields() { en: "The fields of a form, or with `rows` the columns of a table", zh: "表单的字段，有 `rows` 时是表格的列" }
    record_rows() { en: "Makes the form a table, and says how many rows it takes", zh: "把表单变成表格，并规定行数" }
    choose_choose() { en: "Choose: one of some options. The value is the step's title", zh: "选择：从几项中选一项。值是步骤的标题" }
    choose_options() { en: "What can be chosen, each with the steps that follow it", zh: "可选的各项及其后续步骤" }
    decide_decide() { en: "Decide: yes or no, neither of which is a failure. The value is the step's title", zh: "判断：是或否，都不算不合格。值是步骤的标题" }
    decide_if_yes() { en: "Done after a yes", zh: "答是之后的步骤" }
    decide_if_no() { en: "Done after a no", zh: "答否之后的步骤" }
    sign_sign() { en: "Sign: one signature for each role, each by another person. The value is the step's title", zh: "签字：每个角色一人，不得重复。值是步骤的标题" }
    sign_by() { en: "The roles that sign; without it the operator does", zh: "签字的角色，不写则由操作人签" }
    sign_meaning() { en: "What the signature stands for", zh: "签字的含义" }
    handover_handover() { en: "Hand over: a text that a later run shows and must accept. The value is the step's title", zh: "交接：写给下一班，下次运行须先接收。值是步骤的标题" }
    handover_for() { en: "Which procedures show it, by id or tag; without it every one of the site", zh: "由哪些规程显示（编号或标签），不写则本站点全部" }
    end_end() { en: "End: the procedure ends here and asks nothing more. The value is the step's title", zh: "结束：规程到此为止，不再询问。值是步骤的标题" }
    end_verdict() { en: "How it ends", zh: "以什么结论结束" }
    section_section() { en: "Section: steps under one heading. The value is the step's title", zh: "分段：同一标题下的步骤。值是步骤的标题" }
    section_steps() { en: "The steps of the section", zh: "本段的步骤" }
    section_order() { en: "With any the operator switches between its steps", zh: "any 表示操作人可在各步间切换" }
    each_each() { en: "Each: the same steps for every item. The value is the step's title", zh: "逐项：对每一项做同样的步骤。值是步骤的标题" }
    each_as() { en: "What expressions call the item", zh: "表达式中当前项的名字" }
    each_in() { en: "The items: a list, an expression that gives one, or a number to count to", zh: "各项：列表、得出列表的表达式，或要数到的数" }
    each_order_by() { en: "The column that the rows are sorted by, ascending", zh: "按哪一列升序排列" }
    each_order() { en: "With any the operator switches between the items", zh: "any 表示操作人可在各项间切换" }
    each_steps() { en: "Done for every item", zh: "对每一项执行的步骤" }
    repeat_repeat() { en: "Repeat: steps again and again until something holds. The value is the step's title", zh: "重复：反复执行，直到条件成立。值是步骤的标题" }
    repeat_until() { en: "Tested after each pass; true ends the loop", zh: "每轮之后判断，成立即结束" }
    repeat_at_most() { en: "The most passes; reaching it is a deviation", zh: "最多几轮，用完仍不成立记为偏差" }
    repeat_steps() { en: "One pass", zh: "一轮的步骤" }
    call_call() { en: "Call: another procedure inside this run. The value is the step's title", zh: "调用：在本次运行中执行另一规程。值是步骤的标题" }
    call_procedure() { en: "The id of the procedure that is called", zh: "被调用规程的编号" }
    call_with() { en: "Values for its parameters; a text that is one expression in braces hands over its typed value", zh: "传给其参数的值，整个值是一个花括号表达式时按原类型传递" }

    // Answer and scenario files.
    answer_file_operator() { en: "Who runs it: an id of the roster", zh: "操作人：名单中的工号" }
    answer_file_clock() { en: "When the scripted run begins; each answer takes a second", zh: "脚本运行的开始时间，每答一题加一秒" }
    answer_file_set() { en: "Values of parameters", zh: "参数的值" }
    answer_file_rest() { en: "Checks, warnings and notices that are not named are done", zh: "没写到的检查、警告和告知一律算完成" }
    answer_file_answers() { en: "The answers by the names of their steps; inside a call `call.step`", zh: "按步骤名给出答案，调用内写 `调用.步骤`" }
    answer_file_accept() { en: "Accepts a hand-over that waits", zh: "接收待交接的内容" }
    answer_file_close() { en: "With false the run stays open at its last question", zh: "false 表示停在最后一问，不结束运行" }
    answer_value() { en: "The value itself: `done`, a number, an option, a form or rows", zh: "值本身：`done`、数字、选项、表单或多行" }
    answer_fail() { en: "Not OK, and why", zh: "不合格及理由" }
    answer_na() { en: "Does not apply, and why", zh: "不适用及理由" }
    answer_defer() { en: "Later, and why", zh: "推迟及理由" }
    answer_sign() { en: "Who signs for each role", zh: "各角色由谁签字" }
    answer_after() { en: "How far the scripted clock moves first", zh: "作答前时钟先走多久" }
    answer_by() { en: "Who answers, where that is not the operator", zh: "由谁作答，不写则是操作人" }
    answer_reason() { en: "Why the value is outside its limits", zh: "值超限的理由" }
    answer_evidence() { en: "Paths of files, or document numbers", zh: "文件路径或单号" }
    answer_second() { en: "What the second person enters", zh: "第二人的录入" }
    answer_override() { en: "Who lets the failure pass, and why", zh: "由谁放行及理由" }
    answer_leave() { en: "Leaves a critical step failed", zh: "关键步骤保留不合格" }
    asked_asked() { en: "The answers in the order of asking: rechecks, passes and items count", zh: "按提问顺序的答案，复查、各轮、各项都算" }
    signer_decline() { en: "Why the signature is refused", zh: "拒签的理由" }
    override_by() { en: "Who lets it pass", zh: "放行的人" }
    override_reason() { en: "Why", zh: "理由" }
    second_by() { en: "Who enters it", zh: "第二个录入的人" }
    second_value() { en: "What is entered", zh: "录入的值" }
    scenario_file_procedure() { en: "The id of the procedure that is tested", zh: "被测规程的编号" }
    scenario_file_scenarios() { en: "The scripted runs", zh: "各个情景" }
    scenario_name() { en: "What it is called; unique in the file", zh: "情景名称，本文件内不重复" }
    scenario_expect() { en: "What is compared with the run", zh: "与运行比对的预期" }
    expect_verdict() { en: "How the run ends; `open` where it does not", zh: "运行的结论，`open` 表示未结束" }
    expect_reached() { en: "Steps that are asked or computed", zh: "应问到或算出的步骤" }
    expect_not_reached() { en: "Steps that are not", zh: "不应走到的步骤" }
    expect_deviations() { en: "How many deviations there are", zh: "偏差的个数" }
    expect_score() { en: "The score in percent", zh: "得分百分比" }
    expect_values() { en: "Values of steps; of a form only the fields that are named", zh: "步骤的值，表单只比写出的字段" }

    // The site file.
    site_file_site() { en: "What this site is called", zh: "本站点的编号和名称" }
    site_file_language() { en: "The language of the program here", zh: "程序在这里使用的语言" }
    site_file_timezone() { en: "The zone of all times, such as `Asia/Shanghai`; the system's where it is left out", zh: "时区，如 `Asia/Shanghai`，默认取系统时区" }
    site_file_day_starts() { en: "When the business day begins; earlier belongs to the day before", zh: "营业日的起点，之前算前一天" }
    site_file_procedures() { en: "Folders of procedures, searched with the folders in them; relative to this file", zh: "规程目录，含子目录，相对于本文件" }
    site_file_store() { en: "The folder of the journals; the platform's data folder where it is left out", zh: "记录的目录，默认用系统的数据目录" }
    site_file_anchor() { en: "A file elsewhere that gets a line with the receipt code of every closed run", zh: "另处的文件，每次运行结束时追加一行回执码" }
    site_file_reasons() { en: "Offered by number wherever a reason is asked", zh: "要填理由时按编号提供的选择" }
    site_file_parameters() { en: "Values of the procedures' parameters", zh: "规程参数的值" }
    site_file_operators() { en: "The roster; with it only those who have a role sign for it", zh: "人员名单，有名单时只有具备角色的人能签字" }
    site_id() { en: "A short id, written into every journal", zh: "简短编号，写入每份记录" }
    site_title() { en: "What people call it", zh: "站点的名称" }
    operator_id() { en: "The short id that the journals have", zh: "记录中使用的工号" }
    operator_name() { en: "The name on screens and in reports", zh: "屏幕和报告上的姓名" }
    operator_roles() { en: "What the person may do and sign for", zh: "可以担任的角色" }
    operator_pin() { en: "A hash made by `signoff pin`, never the PIN itself", zh: "由 `signoff pin` 生成的散列，不是 PIN 本身" }
}

/// Returns what `key` of the place `place` means; a key that several places share is found under the first that has it.
#[must_use]
pub fn meaning(language: super::Language, place: &str, key: &str) -> Option<&'static str> {
    shared(place).into_iter().find_map(|place| find(language, &format!("{place}_{key}")))
}

/// Returns what the place `place` is for.
#[must_use]
pub fn place(language: super::Language, place: &str) -> Option<&'static str> {
    find(language, &format!("place_{place}"))
}

/// Returns where the meanings of a place's keys are written, its own first.
fn shared(place: &str) -> Vec<&str> {
    match place {
        "record" => vec![place, "step", "field"],
        "scenario" => vec![place, "answer_file"],
        _ => vec![place, "step"],
    }
}

fn find(language: super::Language, wanted: &str) -> Option<&'static str> {
    let (_, en, zh) = TABLE.iter().find(|(name, ..)| *name == wanted)?;
    Some(match language {
        super::Language::En => en,
        super::Language::Zh => zh,
    })
}
