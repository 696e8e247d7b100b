//! What is said by the commands that sign and remove closed runs, and while a long proof goes on.

messages! {
    // While it goes on.
    verifying() { en: "verifying", zh: "正在核验" }

    // What `verify` found.
    not_signed(path, title) { en: "not signed: {path} {title}", zh: "缺少签字：{path} {title}" }
    could_not_begin() { en: "its procedure, roster, mode or date does not bear out what the run says of its beginning", zh: "运行开始时所记的规程、人员、方式或日期与实际不符" }

    mono_backwards() { en: "the monotonic clock of this entry stands before that of the entry before it, and the program was not started between them", zh: "这一条的单调时钟早于前一条，其间程序并没有重新启动" }

    // Signing.
    which_meaning() { en: "What does the signature mean?\n  1 reviewed   2 approved   3 witnessed", zh: "签字的含义是？\n  1 复核   2 批准   3 见证" }
    meaning_wanted() { en: "what the signature means is wanted", zh: "要说明签字的含义" }
    meaning_help() { en: "give `--meaning reviewed`, `approved` or `witnessed`", zh: "请加 `--meaning reviewed`（复核）、`approved`（批准）或 `witnessed`（见证）" }
    name_one() { en: "give `--operator ID`", zh: "请加 `--operator 工号`" }
    pin_wants_terminal(name) { en: "`{name}` has a PIN, which can only be asked for on a terminal", zh: "`{name}` 设有 PIN，只能在终端里输入" }
    pin_help() { en: "run the command on a terminal", zh: "请在终端里执行这个命令" }
    own_witness(name) { en: "`{name}` ran it, and nobody witnesses what he did himself", zh: "`{name}` 操作过这次运行，不能为自己见证" }
    own_witness_help() { en: "somebody else signs, or the meaning is another", zh: "请由他人签字，或改用别的含义" }
    signed_now(run, name, meaning, entry) { en: "run `{run}` is signed by {name} ({meaning}), entry {entry}", zh: "{name} 已在运行 `{run}` 上签字（{meaning}），第 {entry} 条" }
    meaning_reviewed() { en: "reviewed", zh: "复核" }
    meaning_approved() { en: "approved", zh: "批准" }
    meaning_witnessed() { en: "witnessed", zh: "见证" }
    is_altered(run) { en: "run `{run}` is not as it was written", zh: "运行 `{run}` 的记录与当初写下的不同" }

    // Removing.
    why_purge(run) { en: "Why is run `{run}` removed?", zh: "为什么清除运行 `{run}`？" }
    purge_for_good() { en: "Its record will be gone for good.\n  1 remove it   2 leave it", zh: "清除后记录无法恢复。\n  1 清除   2 保留" }
    purge_reason_wanted() { en: "why the run is removed is wanted", zh: "要说明清除的理由" }
    purge_reason_help() { en: "give `--reason TEXT`", zh: "请加 `--reason 文字`" }
    purged_later(run) { en: "run `{run}` is purged; its record and the files shown in it go with the next start, since a run is in progress", zh: "运行 `{run}` 已登记清除；另有运行正在进行，其记录和存档文件待下次启动时删除" }
    purged_now(run) { en: "run `{run}` is removed; the ledger keeps its hashes, and says why and by whom", zh: "运行 `{run}` 已清除，台账保留其校验值、理由和清除人" }

    // Room on the disk.
    no_room(path, room) { en: "the disk of `{path}` has {room} KiB left, and a run wants 256", zh: "`{path}` 所在磁盘只剩 {room} KiB，开始一次运行至少要 256 KiB" }
    make_room() { en: "make room on the disk, or choose another store with `--store`", zh: "请清理磁盘，或用 `--store` 另选记录库" }
    little_room(path, room) { en: "warning: the disk of `{path}` has only {room} KiB left", zh: "注意：`{path}` 所在磁盘只剩 {room} KiB" }
}
