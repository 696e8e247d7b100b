//! Messages of the subcommands and of the command line.

messages! {
    error_word() { en: "error", zh: "错误" }
    help_word() { en: "help", zh: "办法" }
    no_data_folder() { en: "found no home folder to keep the journals in; name one with `--store DIR`", zh: "找不到主目录来存放记录，请用 `--store 目录` 指定" }
    not_there() { en: "there is no such file", zh: "没有这个文件" }
    not_allowed() { en: "access is not allowed", zh: "没有访问权限" }
    disk_full() { en: "the disk is full", zh: "磁盘已满" }
    file_limit() { en: "the file may not grow any more", zh: "文件已到大小上限" }
    read_only() { en: "the file system is read-only", zh: "文件系统是只读的" }
    not_a_folder() { en: "there is a file where a folder is wanted", zh: "应为文件夹的地方是一个文件" }
    unreadable(path, why) { en: "cannot read `{path}`: {why}", zh: "读不了 `{path}`：{why}" }
    not_a_file(path) { en: "`{path}` is not a regular file", zh: "`{path}` 不是普通文件" }
    too_large(path, size, most) { en: "`{path}` has {size} bytes, expected at most {most}", zh: "`{path}` 有 {size} 字节，最多允许 {most}" }
    bad_site(path, what) { en: "cannot use the site file `{path}`: {what}", zh: "站点文件 `{path}` 不能用：{what}" }
    bad_zone(name) { en: "found time zone `{name}`, expected a name such as `Asia/Shanghai`", zh: "时区 `{name}` 不认识，应为 `Asia/Shanghai` 这样的名称" }
    bad_day_start(time) { en: "found `day_starts: {time}`, expected a time such as `06:00`", zh: "`day_starts: {time}` 不是时刻，应为 `06:00` 这样的写法" }
    bad_language(tag) { en: "found language `{tag}`, expected `zh` or `en`", zh: "语言 `{tag}` 不认识，应为 `zh` 或 `en`" }
    twice_in_roster(id) { en: "operator `{id}` stands in the roster twice", zh: "人员 `{id}` 在名单里出现了两次" }
    bad_pin_line(person) { en: "the `pin` of `{person}` is no argon2id hash", zh: "`{person}` 的 `pin` 不是 argon2id 散列" }
    see_pin(person) { en: "`signoff pin {person}` makes one", zh: "`signoff pin {person}` 可以生成" }
    no_such_folder(folder) { en: "there is no folder `{folder}`", zh: "没有文件夹 `{folder}`" }
    same_procedure_id(id) { en: "more than one file has the procedure id `{id}`", zh: "不止一个文件的规程 id 是 `{id}`" }
    same_procedure_help(files) { en: "name one of them by its path: {files}", zh: "请用路径指定其中一个：{files}" }
    unknown_procedure(name) { en: "found no procedure or run `{name}`", zh: "没有名为 `{name}` 的规程或运行记录" }
    did_you_mean(near) { en: "did you mean `{near}`?", zh: "是不是 `{near}`？" }
    see_list(folders) { en: "`signoff list` shows what there is in {folders}", zh: "`signoff list` 列出 {folders} 里的规程" }
    call_circle(circle) { en: "procedures call each other in a circle: {circle}", zh: "规程互相调用成环：{circle}" }
    unknown_called(id, path) { en: "found no procedure `{id}`, which `{path}` calls", zh: "找不到规程 `{id}`，它被 `{path}` 调用" }
    unusable_procedure(path, count) { en: "cannot use `{path}`, errors: {count}", zh: "`{path}` 不能用，错误 {count} 处" }
    retired(id) { en: "procedure `{id}` is retired and cannot be run", zh: "规程 `{id}` 已停用，不能运行" }
    no_terminal() { en: "a run needs a terminal, or `--answers FILE`", zh: "运行规程需要终端，或者用 `--answers 文件`" }
    no_terminal_help() { en: "start it in a terminal; nothing was written", zh: "请在终端里启动；没有写入任何内容" }
    bad_terminal(error) { en: "the terminal cannot be used: {error}", zh: "终端不能用：{error}" }
    one_line() { en: "several lines were pasted; type or paste one line", zh: "粘贴了多行，请只输入一行" }
    left() { en: "left before anything began; nothing was written", zh: "还没有开始就离开了，没有写入任何内容" }
    not_offered(count) { en: "a number from 1 to {count} is wanted", zh: "请输入 1 到 {count} 的数字" }
    no_beginning() { en: "the journal does not begin with `run_started`", zh: "记录不是以 `run_started` 开头" }
    lost_procedure(id) { en: "the pinned text of procedure `{id}` is not in the store, or not as it was", zh: "规程 `{id}` 的存档不在库里，或已不是原样" }
    bad_entry(seq) { en: "entry {seq} does not hold what its type says", zh: "第 {seq} 条的内容与类型不符" }
    entry_says(seq, what) { en: "entry {seq}: {what}", zh: "第 {seq} 条：{what}" }
    bad_replay(error) { en: "the journal is not one that its procedure could have produced: {error}", zh: "这份记录不可能由其规程产生：{error}" }
    bad_parameter(name, kind) { en: "parameter `{name}` wants a value of type {kind}", zh: "参数 `{name}` 的值应为{kind}" }
    bad_value_of(name, found, kind) {
        en: "parameter `{name}`: found `{found}`, expected {kind}",
        zh: "参数 `{name}`：找到 `{found}`，应为{kind}"
    }
    see_parameters(procedure) { en: "see `signoff show {procedure}`", zh: "参数见 `signoff show {procedure}`" }
    at_least(limit) { en: "min {limit}", zh: "最小 {limit}" }
    at_most(limit) { en: "max {limit}", zh: "最大 {limit}" }
    unknown_parameter(name, procedure) { en: "procedure `{procedure}` has no parameter `{name}`", zh: "规程 `{procedure}` 没有参数 `{name}`" }
    bad_set(text) { en: "found `--set {text}`, expected `--set NAME=VALUE`", zh: "`--set {text}` 写法不对，应为 `--set 名称=值`" }
    unknown_operator(id) { en: "operator `{id}` is not in the roster", zh: "名单里没有 `{id}` 这个人" }
    roster_is(ids) { en: "the roster has {ids}", zh: "名单上有：{ids}" }
    no_roster() { en: "the site file names no operators; they are not checked", zh: "站点文件里没有人员名单，人员身份不作核对" }
    no_site() { en: "no site file here; the record will say so, and operators are not checked", zh: "这里没有站点文件，记录里会注明，人员身份不作核对" }
    who_are_you() { en: "Your name:", zh: "您的姓名：" }
    who_of_roster() { en: "Who runs it? Type a number or an id:", zh: "谁来操作？请输入编号或工号：" }
    pin_of(name) { en: "PIN of {name}: ", zh: "{name} 的口令：" }
    wrong_pins(name, count) { en: "{count} wrong PINs of {name}", zh: "{name} 的口令 {count} 次都不对" }
    somebody_else() {
        en: "somebody else can act; `signoff pin ID` makes a new PIN for the site file",
        zh: "可以由他人来做；`signoff pin 工号` 可为站点文件另设口令"
    }
    store_locked(path, holder) { en: "`{path}` is in use by {holder}", zh: "`{path}` 正被 {holder} 使用" }
    another_program() { en: "another program", zh: "另一个程序" }
    process(pid) { en: "process {pid}", zh: "进程 {pid}" }
    stopped_process(pid) { en: "process {pid}, which is stopped (`fg` in its window goes on with it)", zh: "进程 {pid}（已挂起，在原窗口输入 `fg` 可继续）" }
    close_other() { en: "finish or close it there first", zh: "请先在那边完成或关闭" }
    not_confirmed(path, why) { en: "NOT CONFIRMED: could not record in `{path}`: {why}", zh: "未能确认：写不进 `{path}`：{why}" }
    cannot_use(path, why) { en: "cannot use `{path}`: {why}", zh: "`{path}` 不能用：{why}" }
    system_error(code) { en: "system error {code}", zh: "系统错误 {code}" }
    no_such_run(name) { en: "found no run `{name}`", zh: "没有运行记录 `{name}`" }
    ambiguous_run(name, runs) { en: "`{name}` stands for several runs: {runs}", zh: "`{name}` 对应多个运行记录：{runs}" }
    no_store(path) { en: "there is no store at `{path}` yet; it is made by the first run", zh: "`{path}` 还没有记录库，第一次运行时会建立" }
    not_a_store(path) { en: "found no store in `{path}`", zh: "`{path}` 里没有记录库" }
    not_a_store_help() { en: "look at `--store` and `SIGNOFF_STORE`; the first run makes a store", zh: "请核对 `--store` 和 `SIGNOFF_STORE`；第一次运行时会建立记录库" }
    nameless_store(path) { en: "`store.json` is MISSING in `{path}`, which has records", zh: "`{path}` 里有记录，但 `store.json` 缺失" }
    nameless_help() { en: "put `store.json` back from a copy (every run's first entry names its store's id), or choose another store with `--store`", zh: "请从备份恢复 `store.json`（每份记录的第一条写有记录库编号），或用 `--store` 另选记录库" }
    see_log() { en: "`signoff log` shows the runs there are; runs of other modes want `--mode training` or `--mode scripted`", zh: "`signoff log` 列出现有的运行；演练和脚本运行要加 `--mode training` 或 `--mode scripted`" }
    run_is_open_help(run, mode) { en: "close it first: `signoff run {run}{mode}`, or `signoff abandon {run}{mode}`", zh: "请先结束它：`signoff run {run}{mode}`，或 `signoff abandon {run}{mode}`" }
    look_at_file() { en: "look at the path and its permissions", zh: "请核对路径和访问权限" }
    regular_file_help() { en: "name a file; folders, pipes and devices are not read", zh: "请指明一个文件；文件夹、管道和设备不会读取" }
    no_output(why) { en: "cannot write to standard output: {why}", zh: "写不进标准输出：{why}" }
    exposed_store(path) { en: "warning: others may write in `{path}`, or it belongs to another user: what is recorded there proves less", zh: "注意：其他用户可以改写 `{path}`，或它属于其他用户，其中记录的证明力会降低" }
    unknown_store(path) { en: "expected format 1 in `{path}`, found something else", zh: "`{path}` 不是第 1 版格式" }
    no_run_id() { en: "no run id can be made of this procedure's id", zh: "这个规程编号不能用来编排运行编号" }
    not_in_ledger(run) { en: "run `{run}` is not in the ledger", zh: "运行 `{run}` 不在台账里" }
    run_is_purged(run) { en: "run `{run}` was purged", zh: "运行 `{run}` 已按期限清除" }
    not_as_listed(run) { en: "run `{run}` is not as the ledger has it", zh: "运行 `{run}` 与台账所记不符" }
    see_verify(run, mode) { en: "`signoff verify {run}{mode}` says what is wrong", zh: "`signoff verify {run}{mode}` 会说明哪里不对" }
    run_is_open(run) { en: "run `{run}` is not closed", zh: "运行 `{run}` 还没有结束" }
    journal_closed(path) { en: "`{path}` takes no such entry, since its run is closed", zh: "`{path}` 的运行已经结束，不能再这样添加" }
    journal_stopped(path) { en: "`{path}` takes no more entries, since one was not confirmed", zh: "`{path}` 有一条没能确认写入，不再接受新内容" }
    entry_too_long(length) { en: "an entry of {length} bytes is longer than 65536", zh: "一条记录有 {length} 字节，超过 65536" }
    parameter_too_long(name, length) { en: "the value of the parameter `{name}` takes {length} bytes, more than an entry of the journal holds", zh: "参数 `{name}` 的值有 {length} 字节，记录的一行装不下" }
    beginning_too_long(length) { en: "the site's reasons and the names of the procedures take {length} bytes, more than the first entry of a run holds", zh: "站点的理由和各规程的名称共 {length} 字节，运行的第一条记录装不下" }
    make_shorter() { en: "an entry has 64 KiB: leave out what this site does not need", zh: "一条记录最多 64 KiB，请去掉本站点用不到的内容" }
    no_entry() { en: "this can be no entry of a journal", zh: "这一条写不成记录" }
    journal_replaced(path) { en: "`{path}` was moved, replaced or changed by another program", zh: "`{path}` 被别的程序移走、替换或改动了" }
    not_own_file(path) { en: "`{path}` is a link, a pipe or something else, expected a file of its own", zh: "`{path}` 应为独立的普通文件，却是链接、管道或别的东西" }
    journal_too_large(path, size) { en: "`{path}` has {size} bytes, more than a journal may have", zh: "`{path}` 有 {size} 字节，超过记录的上限" }
    journal_altered(path, place) { en: "`{path}` is altered: {place}", zh: "`{path}` 被改动：{place}" }
    never_begun(path) { en: "no run has begun in `{path}`", zh: "`{path}` 里还没有开始任何运行" }
    run_is_closed(run) { en: "run `{run}` is closed", zh: "运行 `{run}` 已经结束" }
    left_open(run) { en: "the run stays open; go on with `signoff run {run}`", zh: "运行没有结束。继续：`signoff run {run}`" }
    left_open_training(run) { en: "the run stays open; go on with `signoff run {run} --training`", zh: "运行没有结束。继续：`signoff run {run} --training`" }
    left_open_scripted(run) { en: "the run stays open; go on with `signoff run {run} --answers FILE`", zh: "运行没有结束。继续：`signoff run {run} --answers 文件`" }
    no_answer(step) { en: "the answer file has no usable answer for {step}", zh: "答案文件里没有可用的回答：{step}" }
    never_reached(names) { en: "answers that no question reached: {names}", zh: "没有用到的回答：{names}" }
    open_run_found(title, since, by) { en: "`{title}` has an open run, begun {since} by {by}", zh: "《{title}》有一个未结束的运行，{by} 于 {since} 开始" }
    go_on_choices() { en: "  1 go on   2 start again   3 leave", zh: "  1 继续   2 重新开始   3 离开" }
    why_again() { en: "Why is the open run given up?", zh: "为什么放弃未结束的运行？" }
    closed_today(title, verdict) { en: "`{title}` has been run on this business date already: {verdict}", zh: "《{title}》本营业日已有一次运行：{verdict}" }
    held_for(duration, step) { en: "held for {duration} at {step}", zh: "停了 {duration}，停在 {step}" }
    changed_file(id) { en: "the file of `{id}` has changed since this run began", zh: "规程 `{id}` 的文件在运行开始后改动过" }
    lost_file(id) { en: "the file of `{id}` is gone; the run goes on with the text it began with", zh: "规程 `{id}` 的文件已不在；按开始时的文本继续" }
    never_quite_begun(run) { en: "run {run} broke off before all that it begins with was recorded: nothing was asked", zh: "运行 {run} 在写下开始的内容时就中断了，还没有问过任何问题" }
    give_it_up(run) { en: "give it up with `signoff abandon {run}`, and begin anew", zh: "请用 `signoff abandon {run}` 放弃它，再重新开始" }
    still_open(run) { en: "an open run of it can go on with the text it began with: `signoff run {run}`", zh: "它有一个未结束的运行，可按开始时的文本继续：`signoff run {run}`" }
    text_at_first() { en: "as the run began", zh: "开始时的文本" }
    text_now() { en: "the file now", zh: "现在的文件" }
    changed_choices() { en: "  1 go on with the text it began with   2 start over   3 show the difference   4 leave", zh: "  1 按开始时的文本继续   2 重新开始   3 看差别   4 离开" }
    restarts() { en: "this procedure does not go on after a pause: it starts again", zh: "本规程中断后不能接着做，须从头开始" }
    anchored(path) { en: "receipt code added to `{path}`", zh: "回执码已写入 `{path}`" }
    not_anchored(path, why) { en: "the receipt code could not be added to `{path}`: {why}", zh: "回执码写不进 `{path}`：{why}" }
    reason_wanted() { en: "why the run is given up is wanted", zh: "要说明放弃运行的理由" }
    abandoned(run) { en: "run `{run}` is abandoned", zh: "运行 `{run}` 已放弃" }
    front_open() { en: "Open runs", zh: "未结束的运行" }
    front_waits(step, since) { en: "at {step}, since {since}", zh: "停在 {step}，{since} 起" }
    front_in_use(step) { en: "at {step}, in use in another window", zh: "停在 {step}，另一窗口正在使用" }
    front_last_question() { en: "the last question: closing the run", zh: "最后一问：关闭运行" }
    front_hand_over() { en: "the hand-over that waits to be accepted", zh: "等待接受的交接" }
    front_more_open(count) { en: "and {count} more: `signoff log --open`", zh: "另有 {count} 个，见 `signoff log --open`" }
    front_procedures() { en: "Procedures", zh: "规程" }
    front_tag(tag, count) { en: "{tag} … procedures: {count}", zh: "{tag} … {count} 份" }
    front_back() { en: "back", zh: "返回" }
    front_choose() { en: "A number starts or goes on, Ctrl-C leaves:", zh: "输入编号开始或继续，Ctrl-C 离开：" }
    front_broken(count, first) {
        en: "Not offered because of errors: {count} ({first}); see `signoff validate`",
        zh: "有 {count} 个文件有错，不能开始（{first}），见 `signoff validate`",
    }
    front_nothing(folders) { en: "found no procedures in {folders}", zh: "{folders} 里没有规程" }
    minutes(count) { en: "{count} min", zh: "{count} 分钟" }
    hours(count) { en: "{count} h", zh: "{count} 小时" }
    healed_closed(run, receipt) { en: "run `{run}` was closed before its receipt was written; receipt {receipt}", zh: "运行 `{run}` 结束时没来得及写回执，现补：{receipt}" }
    healed_removed(run) { en: "run `{run}` was purged before its journal could be removed; it is removed now", zh: "运行 `{run}` 清除时没来得及删除记录文件，现已删除" }
    healed_never_begun(run) { en: "run `{run}` never began; its file is left as it is", zh: "运行 `{run}` 没有真正开始，文件保持原样" }
    healed_unlisted(run, mode) { en: "run `{run}` has answers but is not in the ledger: see `signoff verify{mode}`", zh: "运行 `{run}` 有回答却不在台账里，请看 `signoff verify{mode}`" }
    recovered(run, length) { en: "run `{run}` ended in {length} damaged bytes, which are kept and fenced off", zh: "运行 `{run}` 末尾有 {length} 个损坏字节，已原样保留并隔开" }
    panicked() { en: "the program has failed; what was answered so far is in the journal", zh: "程序出错，此前的回答都已记录在案" }
    answers_want_target() { en: "`--answers` wants a procedure or a run", zh: "`--answers` 需要指明规程或运行" }
    unusable_answers(path, count) { en: "cannot use the answer file `{path}`, errors: {count}", zh: "答案文件 `{path}` 不能用，错误 {count} 处" }
    no_operator() { en: "nobody is named as the operator", zh: "没有说明由谁操作" }
    operator_help() { en: "`operator:` in the answer file, or `--operator ID`", zh: "在答案文件里写 `operator:`，或用 `--operator 工号`" }
}
