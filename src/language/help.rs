//! Help of the command line: what every command and every argument is for. `commands/help.rs` looks the texts up by key.

messages! {
    // The program and its commands.
    about() { en: "Walks people through procedures and keeps a log that proves itself", zh: "带人按规程逐步操作，并留下能自证完整的记录" }
    about_run() { en: "Walk through a procedure, or go on with an open run", zh: "按规程逐步操作，或继续未结束的运行" }
    about_sign() { en: "Sign a closed run: reviewed, approved or witnessed", zh: "在已结束的运行上签字：复核、批准或见证" }
    about_abandon() { en: "Give up an open run, with a reason", zh: "说明理由，放弃未结束的运行" }
    about_actions() { en: "List follow-up actions, or close one that is done", zh: "列出待办，或了结已办好的" }
    about_list() { en: "List the procedures found, by tag", zh: "按标签列出找到的规程" }
    about_show() { en: "Read a procedure before running it", zh: "运行前先通读规程" }
    about_new() { en: "Write a commented starter procedure that validates", zh: "写出一份带注释、能通过检查的规程样本" }
    about_validate() { en: "Check procedure files and report all findings in one pass", zh: "检查规程文件，一次报出所有问题" }
    about_test() { en: "Run scenarios and measure which branches they cover", zh: "运行情景，并统计走到了哪些分支" }
    about_schema() { en: "Write the JSON Schema of a kind of file, for editors", zh: "输出文件的 JSON Schema，供编辑器使用" }
    about_log() { en: "Show one run for a person, or the table of runs", zh: "查看一次运行的经过，或所有运行的列表" }
    about_verify() { en: "Prove journals intact, or say what is wrong and where", zh: "核验记录是否完整，指出哪里不对" }
    about_purge() { en: "Remove a run that retention no longer allows; the ledger keeps its hashes", zh: "清除保存期已满的运行，台账保留其校验值" }
    about_export() { en: "Write the audit log: csv, json, jsonl, html, xlsx or a bundle", zh: "导出审计记录：csv、json、jsonl、html、xlsx 或成套文件" }
    about_pin() { en: "Make the line that sets a person's PIN in the site file", zh: "生成写入站点文件的口令行" }
    about_completions() { en: "Write completions for a shell", zh: "输出命令行补全脚本" }
    about_ids() { en: "Write ids, one a line, for completions", zh: "逐行输出编号，供命令行补全使用" }
    about_man() { en: "Write the manual page", zh: "输出手册页" }

    // What every command understands.
    global_site() { en: "The site file; otherwise signoff.yaml here or in a folder above", zh: "站点文件，默认取本目录或上级目录里的 signoff.yaml" }
    global_store() { en: "The folder of the journals", zh: "存放记录的目录" }
    global_mode() { en: "Which runs are meant: live, training or scripted; live by default", zh: "指哪一类运行：live（正式）、training（演练）、scripted（脚本），默认 live" }
    global_lang() { en: "The language: zh or en", zh: "语言：zh 或 en" }
    global_color() { en: "When to colour: auto, always or never", zh: "何时用颜色：auto（自动）、always（总是）、never（从不）" }
    global_plain() { en: "Lines only: no colour, no pickers, no boxes", zh: "只用普通文本行，不用颜色、菜单和边框" }
    global_ascii() { en: "No characters whose width differs between terminals", zh: "不用各终端宽度不一的字符" }
    help_flag() { en: "Show this help", zh: "显示帮助" }
    version_flag() { en: "Show the version", zh: "显示版本" }

    // Arguments by command.
    run_target() { en: "A procedure's id or path, or an open run: its id, a unique beginning or ending of it, or last", zh: "规程的编号或路径，或未结束的运行：编号、其唯一的开头或结尾、或 last" }
    run_operator() { en: "Who runs it: an id of the roster, or a name where there is none", zh: "由谁操作：名单里的工号，没有名单时写姓名" }
    run_set() { en: "The value of a parameter; may be given several times", zh: "参数的值，可以多次给出" }
    run_answers() { en: "Take the answers from a file; the run is scripted", zh: "从文件读取回答，运行记为脚本方式" }
    run_training() { en: "Rehearse: the run stands apart from real ones", zh: "演练，与正式运行分开存放" }
    sign_run() { en: "The closed run: its id, a unique beginning or ending of it, or last", zh: "已结束的运行：编号、其唯一的开头或结尾、或 last" }
    sign_meaning() { en: "What the signature means: reviewed, approved or witnessed", zh: "签字的含义：reviewed（复核）、approved（批准）、witnessed（见证）" }
    sign_note() { en: "What the signer adds", zh: "签字人的附言" }
    sign_operator() { en: "Who signs: an id of the roster, or a name where there is none", zh: "由谁签字：名单里的工号，没有名单时写姓名" }
    abandon_run() { en: "The open run", zh: "未结束的运行" }
    abandon_reason() { en: "Why it is given up", zh: "放弃的理由" }
    abandon_operator() { en: "Who gives it up", zh: "由谁放弃" }
    actions_verb() { en: "close: say that an action is done", zh: "close：了结一项待办" }
    actions_action() { en: "The action: its id, or a unique ending of it", zh: "待办的编号，或其唯一的结尾" }
    actions_note() { en: "What was done", zh: "办理情况" }
    actions_operator() { en: "Who closes it", zh: "由谁了结" }
    pin_person() { en: "An id of the roster", zh: "名单里的工号" }
    list_tag() { en: "Only procedures with this tag", zh: "只列出带此标签的规程" }
    show_procedure() { en: "A procedure's id or path", zh: "规程的编号或路径" }
    show_format() { en: "outline (default), markdown for printing, or mermaid for a flowchart", zh: "outline（大纲，默认）、markdown（可打印）、mermaid（流程图）" }
    new_id() { en: "The new procedure's id: lower-case letters, digits and dashes", zh: "新规程的编号：小写字母、数字和连字符" }
    validate_paths() { en: "Files, folders and patterns such as '**/*.yaml', or - for standard input; otherwise the site's folders", zh: "文件、目录或 '**/*.yaml' 这样的通配符，- 指标准输入，默认检查站点的规程目录" }
    validate_format() { en: "auto (default: github in a GitHub workflow, gitlab for a file in a GitLab pipeline, else human), human, json, sarif, github, gitlab or junit", zh: "auto（默认：GitHub 流程中用 github，GitLab 流程中写文件时用 gitlab，其余用 human）、human（供人阅读）、json、sarif、github、gitlab、junit" }
    validate_output() { en: "Write the report to a file", zh: "把报告写入文件" }
    validate_advice() { en: "Show hints about how people work, too; they never fail", zh: "同时显示易用性提示，提示不影响结果" }
    validate_fix() { en: "Mend what is safe to mend: full-width colons, tabs and wide spaces, missing quotes, missing ids", zh: "修正可以放心改的：全角冒号、制表符和特殊空格、缺少的引号和 id" }
    validate_stdin_filename() { en: "What standard input is called in findings", zh: "标准输入在报告中的文件名" }
    validate_strict() { en: "Let warnings fail too", zh: "有警告也算不通过" }
    validate_explain() { en: "Show what a rule finds, why, and examples; without a name list all rules", zh: "说明一条规则：查什么、为什么、举例；不写名字则列出全部规则" }
    test_paths() { en: "Scenario files and folders; otherwise the site's folders", zh: "情景文件和目录，默认取站点的规程目录" }
    test_min_coverage() { en: "Fail where a procedure has fewer of its branches covered, in percent", zh: "规程的分支覆盖低于这个百分比即不通过" }
    test_explore() { en: "Walk the paths of this procedure without scenarios, and report any that cannot be completed", zh: "不用情景，自行试走这份规程的各条路径，报出走不完的" }
    test_from() { en: "Write a scenario from this training or scripted run", zh: "由这次演练或脚本运行写出一个情景" }
    test_format() { en: "human (default), json or junit", zh: "human（默认，供人阅读）、json 或 junit" }
    schema_kind() { en: "procedure (default), site, scenario or answers", zh: "procedure（规程，默认）、site（站点）、scenario（情景）、answers（答案）" }
    schema_draft() { en: "2020-12 (default), or 7 for editors that know no later draft", zh: "2020-12（默认），或 7（给只支持旧版的编辑器）" }
    log_run() { en: "The run: its id, a unique beginning or ending of it, or last; without it the table of runs", zh: "运行的编号、其唯一的开头或结尾、或 last，不写则列出所有运行" }
    log_procedure() { en: "Only runs of this procedure", zh: "只看这份规程的运行" }
    log_operator() { en: "Only runs of this operator", zh: "只看这个人操作的运行" }
    log_since() { en: "Only runs of this business date or later", zh: "只看这个营业日及以后的运行" }
    log_until() { en: "Only runs of this business date or earlier", zh: "只看这个营业日及以前的运行" }
    log_verdict() { en: "Only runs that ended so: completed, completed_with_deviations, incomplete, failed or abandoned", zh: "只看这种结论的运行：completed、completed_with_deviations、incomplete、failed、abandoned" }
    log_open() { en: "Only runs that are not closed", zh: "只看未结束的运行" }
    log_pace() { en: "Add how long each section took, and hints at what went very fast", zh: "另列各环节用时和过快作答的提示" }
    verify_runs() { en: "Runs to be judged; otherwise the whole store", zh: "要核验的运行，不写则核验整个记录库" }
    verify_receipt() { en: "A receipt's code or its whole line, as it was kept elsewhere", zh: "另处保存的回执码或整行回执" }
    verify_chain() { en: "Hashes, ledger and stored files only, no replay", zh: "只查校验值、台账和存档文件，不重演" }
    verify_format() { en: "human (default) or json", zh: "human（默认，供人阅读）或 json" }
    purge_run() { en: "The closed run: its id, a unique beginning or ending of it, or last", zh: "已结束的运行：编号、其唯一的开头或结尾、或 last" }
    purge_reason() { en: "Why it is removed; the ledger keeps this", zh: "清除的理由，记入台账" }
    purge_operator() { en: "Who removes it: an id of the roster, or a name where there is none", zh: "由谁清除：名单里的工号，没有名单时写姓名" }
    export_runs() { en: "Runs to be exported; otherwise all that fit the filters", zh: "要导出的运行，不写则为所有符合条件的" }
    export_format() { en: "csv (default), json, jsonl (the journals' own bytes): hashes, ledger and stored files are checked; html, xlsx, bundle (a folder that proves itself): every run is replayed too, as by verify", zh: "csv（默认）、json、jsonl（记录原文）：核对校验值、台账和存档文件；html、xlsx、bundle（可自行核验的成套文件）：还像 verify 那样逐次重演" }
    export_output() { en: "Write to this file, for bundle a new folder; nothing is overwritten", zh: "写入这个文件，bundle 为新目录；不会覆盖已有文件" }
    export_procedure() { en: "Only runs of this procedure", zh: "只导出这份规程的运行" }
    export_operator() { en: "Only runs of this operator", zh: "只导出这个人操作的运行" }
    export_since() { en: "Only runs of this business date or later", zh: "只导出这个营业日及以后的运行" }
    export_until() { en: "Only runs of this business date or earlier", zh: "只导出这个营业日及以前的运行" }
    export_verdict() { en: "Only runs that ended so: completed, completed_with_deviations, incomplete, failed or abandoned", zh: "只导出这种结论的运行：completed、completed_with_deviations、incomplete、failed、abandoned" }
    export_open() { en: "Only runs that are not closed", zh: "只导出未结束的运行" }
    ids_kind() { en: "procedures, runs, open-runs or rehearsals", zh: "procedures（规程）、runs（运行）、open-runs（未结束的运行）或 rehearsals（培训和脚本运行）" }
    completions_shell() { en: "bash, elvish, fish, powershell or zsh", zh: "bash、elvish、fish、powershell 或 zsh" }

    // What stands for a value.
    value_file() { en: "FILE", zh: "文件" }
    value_dir() { en: "DIR", zh: "目录" }
    value_mode() { en: "MODE", zh: "方式" }
    value_lang() { en: "LANG", zh: "语言" }
    value_when() { en: "WHEN", zh: "何时" }
    value_id() { en: "ID", zh: "编号" }
    value_name_value() { en: "NAME=VALUE", zh: "名称=值" }
    value_procedure_run() { en: "PROCEDURE|RUN", zh: "规程|运行" }
    value_procedure() { en: "PROCEDURE", zh: "规程" }
    value_run() { en: "RUN", zh: "运行" }
    value_text() { en: "TEXT", zh: "文字" }
    value_rule() { en: "RULE", zh: "规则" }
    value_tag() { en: "TAG", zh: "标签" }
    value_format() { en: "FORMAT", zh: "格式" }
    value_kind() { en: "KIND", zh: "种类" }
    value_draft() { en: "DRAFT", zh: "草案" }
    value_percent() { en: "PERCENT", zh: "百分比" }
    value_close() { en: "close", zh: "close（了结）" }
    value_operator() { en: "OPERATOR", zh: "工号" }
    value_path() { en: "PATH", zh: "路径" }
    value_date() { en: "DATE", zh: "日期" }
    value_verdict() { en: "VERDICT", zh: "结论" }
    value_meaning() { en: "MEANING", zh: "含义" }
    value_code() { en: "CODE", zh: "回执" }
    value_shell() { en: "SHELL", zh: "终端程序" }

    // Headings.
    usage() { en: "Usage", zh: "用法" }
    usage_options() { en: "[OPTIONS]", zh: "[选项]" }
    usage_command() { en: "[COMMAND]", zh: "[命令]" }
    group_work() { en: "Work", zh: "操作" }
    group_procedures() { en: "Procedures", zh: "规程" }
    group_records() { en: "Records", zh: "记录" }
    group_setup() { en: "Set-up", zh: "设置" }
    arguments() { en: "Arguments", zh: "参数" }
    options() { en: "Options", zh: "选项" }
    everywhere() { en: "Options of every command", zh: "各命令通用的选项" }
    man_name() { en: "NAME", zh: "名称" }
    man_synopsis() { en: "SYNOPSIS", zh: "概要" }
    man_description() { en: "DESCRIPTION", zh: "说明" }
    man_environment() { en: "ENVIRONMENT", zh: "环境变量" }
    env_site() { en: "The site file, as --site", zh: "站点文件，同 --site" }
    env_store() { en: "The folder of the journals, as --store", zh: "存放记录的目录，同 --store" }
    env_lang() { en: "The language, as --lang", zh: "语言，同 --lang" }
    env_no_color() { en: "Not empty: no colour", zh: "不为空时不用颜色" }
    env_color() { en: "Not empty: colour away from a terminal too", zh: "不为空时，不在终端上也用颜色" }
    env_dumb() { en: "Lines only, as --plain", zh: "只用普通文本行，同 --plain" }
    exit_codes() { en: "Exit codes", zh: "退出码" }
    more_of_command() { en: "`signoff COMMAND --help` tells more of a command", zh: "`signoff 命令 --help` 显示该命令的详细帮助" }
    alone() { en: "Without a command, on a terminal: open runs and the procedures here, by number", zh: "在终端里不带命令：按编号列出未结束的运行和这里的规程" }
    exit_0() { en: "yes: completed, also with deviations; no errors; scenarios pass; intact", zh: "是：完成（含有偏差）、没有错误、情景通过、记录完整" }
    exit_1() { en: "no: failed, incomplete or abandoned; findings; a record is not intact", zh: "否：不合格、未做完或已放弃，有问题，记录不完整" }
    exit_2() { en: "cannot begin: usage, no terminal, unknown or unusable file or run", zh: "无法开始：用法不对、没有终端、文件或运行找不到或不能用" }
    exit_3() { en: "still open: paused, interrupted at a question, answers ran out", zh: "尚未结束：暂停、在提问处中断、答案用完" }
    exit_4() { en: "could not be recorded: disk full, read-only, locked, altered under our hands", zh: "无法记录：磁盘满、只读、被占用、记录中途被改" }
    exit_signals() { en: "ended by a signal from outside a question", zh: "在提问之外被信号终止" }

    // What was wrong with a command line.
    unknown_argument(argument) { en: "found `{argument}`, which this command does not know", zh: "没有这个选项或参数：`{argument}`" }
    unknown_command(command) { en: "found no command `{command}`", zh: "没有这个命令：`{command}`" }
    did_you_mean(near) { en: "did you mean `{near}`?", zh: "是不是 `{near}`？" }
    missing_value(argument) { en: "`{argument}` wants a value", zh: "`{argument}` 后面要有值" }
    missing_arguments(arguments) { en: "missing: {arguments}", zh: "缺少：{arguments}" }
    missing_command() { en: "a command is wanted", zh: "缺少命令" }
    bad_value(value, argument) { en: "found `{value}` for `{argument}`, which is none of its values", zh: "`{argument}` 的值 `{value}` 不对" }
    possible_values(values) { en: "possible are {values}", zh: "可用的值：{values}" }
    date_wanted() { en: "a date is written 2026-11-21", zh: "日期的写法是 2026-11-21" }
    conflict(argument, other) { en: "`{argument}` cannot stand beside `{other}`", zh: "`{argument}` 不能与 `{other}` 同用" }
    given_twice(argument) { en: "`{argument}` is given more than once", zh: "`{argument}` 给了不止一次" }
    too_many_values(value, argument) { en: "found `{value}`, one value too many for `{argument}`", zh: "`{argument}` 多了一个值：`{value}`" }
    not_utf8() { en: "an argument is not valid UTF-8", zh: "有参数不是有效的 UTF-8" }
    bad_usage(what) { en: "cannot read the command line: {what}", zh: "命令行读不懂：{what}" }
    see_help(command) { en: "see `{command} --help`", zh: "用法见 `{command} --help`" }
}

/// Returns the text of a message without parameters by its key.
#[must_use]
pub fn lookup(language: super::Language, key: &str) -> Option<&'static str> {
    let (_, en, zh) = TABLE.iter().find(|(name, ..)| *name == key)?;
    Some(match language {
        super::Language::En => en,
        super::Language::Zh => zh,
    })
}
