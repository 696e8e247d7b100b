//! Messages of `test`: scenarios, the branches they cover, exploring.

messages! {
    no_scenarios(path) { en: "found no `*.scenario.yaml` in `{path}`", zh: "`{path}` 里没有 `*.scenario.yaml`" }
    tested(passed, failed) { en: "scenarios passed: {passed}, failed: {failed}", zh: "情景通过 {passed} 个，失败 {failed} 个" }
    unusable_scenarios(path, count) { en: "cannot use the scenario file `{path}`, errors: {count}", zh: "情景文件 `{path}` 不能用，错误 {count} 处" }
    branches_covered(id, taken, all, percent) { en: "{id}: branches {taken}/{all} ({percent} %)", zh: "{id}：分支 {taken}/{all}（{percent}%）" }
    coverage_below(id, percent, least) { en: "`{id}` is covered to {percent} %, expected at least {least} %", zh: "`{id}` 覆盖 {percent}%，至少应为 {least}%" }
    no_scenario_for(id) { en: "`{id}` has no scenario", zh: "`{id}` 没有情景" }

    // The ways of a step that no scenario takes.
    way_option(id) { en: "option `{id}`", zh: "选项 `{id}`" }
    way_yes() { en: "yes", zh: "是" }
    way_no() { en: "no", zh: "否" }
    way_active() { en: "its condition is true", zh: "条件成立" }
    way_inactive() { en: "its condition is false", zh: "条件不成立" }
    way_within() { en: "within its limits", zh: "在限内" }
    way_outside() { en: "outside its limits", zh: "超限" }
    way_corrected() { en: "the recheck is right", zh: "复查合格" }
    way_exhausted() { en: "the last recheck is not right", zh: "最后一次复查仍不合格" }
}
