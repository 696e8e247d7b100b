//! Messages of `validate` and of its reports.

messages! {
    validated(files, errors, warnings) { en: "files: {files}, errors: {errors}, warnings: {warnings}", zh: "文件 {files} 个，错误 {errors} 处，警告 {warnings} 处" }
    and_hints(hints) { en: ", hints: {hints}", zh: "，提示 {hints} 处" }
    and_fixed(fixed) { en: ", mended: {fixed}", zh: "，已修正 {fixed} 处" }
    table_head() { en: "| severity | place | rule | finding |", zh: "| 级别 | 位置 | 规则 | 问题 |" }
    more_findings(more) { en: "and {more} more in the log", zh: "另有 {more} 处，见日志" }
    matches_nothing(pattern) { en: "`{pattern}` matches no YAML file", zh: "没有与 `{pattern}` 相符的 YAML 文件" }
    bad_pattern(pattern, why) { en: "cannot read the pattern `{pattern}`: {why}", zh: "通配符 `{pattern}` 写法不对：{why}" }
    stdin_name_alone() { en: "found `--stdin-filename` without `-`", zh: "有 `--stdin-filename` 却没有 `-`" }
    stdin_name_help() { en: "`signoff validate - --stdin-filename FILE` reads standard input", zh: "`signoff validate - --stdin-filename 文件` 读取标准输入" }
    not_written(path, why) { en: "cannot write `{path}`: {why}", zh: "写不进 `{path}`：{why}" }
    mended(path, places) { en: "mended {places} in `{path}`", zh: "`{path}` 已修正 {places} 处" }
    not_mended(path, why) { en: "left `{path}` as it was: {why}", zh: "`{path}` 未改动：{why}" }
    mends_break() { en: "the mended file would have other errors", zh: "修正后会出现新的错误" }
}
