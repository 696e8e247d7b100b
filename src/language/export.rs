//! Messages of `export`: its refusals, the cover, the page, and the hints of the pace report.

messages! {
    // Refusals.
    already_there(path) { en: "`{path}` is there already, and nothing is overwritten", zh: "`{path}` 已存在，不会覆盖" }
    choose_another() { en: "name another file, or move that one away", zh: "换一个名字，或先把原有的移走" }
    cannot_write(path, why) { en: "cannot write `{path}`: {why}", zh: "无法写入 `{path}`：{why}" }
    wants_output(format) { en: "`{format}` cannot be written to a terminal", zh: "`{format}` 不能输出到终端" }
    give_output() { en: "name a file with `--output FILE`, or send it through a pipe", zh: "用 `--output 文件` 指定文件，或用管道接走" }
    bundle_wants_folder() { en: "a bundle is a new folder, and needs a name", zh: "bundle 是一个新目录，需要指定名字" }
    give_folder() { en: "name it with `--output DIR`", zh: "用 `--output 目录` 指定" }
    exporting() { en: "exporting", zh: "正在导出" }
    altered_run(run, what) { en: "{run} is not as it was written, and is marked so: {what}", zh: "{run} 已不是原样，导出中已注明：{what}" }
    altered_ledger(mode) { en: "warning: the LEDGER is not as it was written; `signoff verify{mode}` says where", zh: "注意：台账被改动，`signoff verify{mode}` 会说明在哪里" }
    nothing_taken() { en: "no run fits; the export has no rows", zh: "没有符合条件的运行，导出内容为空" }

    // The cover.
    title() { en: "Audit log", zh: "审计记录" }
    cover() { en: "Cover", zh: "封面" }
    rows_sheet() { en: "Answers", zh: "作答" }
    written_by() { en: "Written by", zh: "导出程序" }
    written_at() { en: "Written at", zh: "导出时间" }
    store() { en: "Store", zh: "记录库" }
    mode() { en: "Kind of runs", zh: "运行类别" }
    filter() { en: "Filter", zh: "筛选条件" }
    no_filter() { en: "none: every run", zh: "无，全部运行" }
    named_runs() { en: "runs named one by one", zh: "逐个指定的运行" }
    taken() { en: "Runs taken", zh: "导出的运行" }
    left_out() { en: "Runs left out", zh: "未导出的运行" }
    checked() { en: "Verification", zh: "核验结果" }
    checked_counts(intact, open, altered) {
        en: "{intact} intact, {open} open, {altered} ALTERED", zh: "{intact} 个完整，{open} 个未结束，{altered} 个被改动"
    }
    checked_how() {
        en: "hashes, ledger and stored files were checked, and every run whose hashes hold was replayed against its procedure",
        zh: "已查校验值、台账和存档文件；校验值无误的运行，都按规程重演过"
    }
    ledger_head() { en: "Head of the ledger", zh: "台账末条" }
    ledger_is(count, hash) { en: "entry {count}, {hash}", zh: "第 {count} 条，{hash}" }
    ledger_altered() { en: "THE LEDGER IS NOT AS IT WAS WRITTEN", zh: "台账已不是原样" }
    column_site() { en: "Site", zh: "站点" }
    column_check() { en: "Verification", zh: "核验" }
    column_entries() { en: "Entries", zh: "条数" }
    column_head() { en: "Head (SHA-256)", zh: "末条校验值（SHA-256）" }
    column_why() { en: "Why", zh: "原因" }
    why_filter(name) { en: "does not fit `{name}`", zh: "不符合 `{name}`" }
    why_not_named() { en: "not named", zh: "未指定" }
    and_more_runs(count) { en: "and {count} more", zh: "另有 {count} 个" }
    how_to_check() {
        en: "To check this yourself: `signoff verify`, or `python3 verify.py` of a bundle. Without a receipt kept elsewhere, an insider who rewrote everything is not detected.",
        zh: "自行核验：运行 `signoff verify`，或在成套文件里运行 `python3 verify.py`。没有另处保存的回执，就查不出内部人员整体重写。"
    }

    // The page.
    charts() { en: "Measured values against their limits", zh: "测量值与限值" }
    charts_legend() {
        en: "Green: what was within the limits in force that day. A dot: right. A cross: not OK.",
        zh: "绿色为当日限值以内。圆点：合格；叉：不合格。"
    }
    charts_single(count) { en: "{count} steps with a single value in order are not drawn.", zh: "另有 {count} 个步骤只有一个合格的值，不画图。" }
    chart_of(title, count) { en: "{title}: {count} values", zh: "{title}：{count} 个值" }
    chart_newest(count) { en: "the newest {count}", zh: "最近 {count} 个" }
    run_timeline() { en: "Course", zh: "经过" }
    run_deviations() { en: "What was not OK, and what was done about it", zh: "不合格之处与处理" }
    no_deviations() { en: "Everything was OK.", zh: "全部合格。" }
    run_signatures() { en: "Signatures", zh: "签署" }
    column_step() { en: "Step", zh: "步骤" }
    column_found() { en: "Found", zh: "情况" }
    column_done() { en: "What was done", zh: "处理" }
    column_result() { en: "In the end", zh: "结果" }
    column_name() { en: "Name", zh: "姓名" }
    column_role() { en: "Role", zh: "身份" }
    column_meaning() { en: "Meaning", zh: "含义" }
    column_time() { en: "Time", zh: "时间" }
    column_assurance() { en: "Assurance", zh: "身份核实" }
    then_value(value) { en: "checked again: {value}", zh: "复查：{value}" }
    corrective(title) { en: "corrective: {title}", zh: "整改：{title}" }
    nothing_recorded() { en: "nothing recorded", zh: "没有记录" }
    voided() { en: "VOIDED", zh: "已作废" }

    // The pace report.
    pace() { en: "Pace", zh: "节奏" }
    pace_is_hint() {
        en: "A hint, not a verdict: a page may be read in advance, a round walked first and ticked afterwards. Reading speed: 255 Chinese characters or 987 letters a minute aloud (Trauzettel-Klosinski, Dietz et al., IOVS 53 (2012) 5452), 1.3 times that in silence (Brysbaert, J. Mem. Lang. 109 (2019) 104047).",
        zh: "仅供参考，不作判断：可能已先通读，也可能先巡查、后补勾。阅读速度依据：朗读每分钟 255 个汉字或 987 个字母（Trauzettel-Klosinski、Dietz 等，IOVS 53 (2012) 5452），默读为其 1.3 倍（Brysbaert，J. Mem. Lang. 109 (2019) 104047）。"
    }
    pace_of_script() {
        en: "The answers came from a file: they have no pace.",
        zh: "由文件作答，没有节奏可言。"
    }
    column_section() { en: "Section", zh: "环节" }
    column_took() { en: "Page to last answer", zh: "从显示到最后作答" }
    column_answers() { en: "Answers", zh: "作答数" }
    column_ticks() { en: "Bare ticks", zh: "仅打勾" }
    column_fast() { en: "Faster than read", zh: "快于阅读" }
    whole_run() { en: "whole run", zh: "整个运行" }
    pace_same() { en: "The same value run after run", zh: "多次运行数值相同" }
    pace_same_of(title, value, count) { en: "{title}: {value}, {count} runs in a row", zh: "{title}：{value}，连续 {count} 次运行" }
}
