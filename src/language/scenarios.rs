//! Messages of `test`: scenarios, the branches they cover, exploring.

messages! {
    no_scenarios(path) { en: "found no `*.scenario.yaml` in `{path}`", zh: "`{path}` 里没有 `*.scenario.yaml`" }
    tested(passed, failed) { en: "scenarios passed: {passed}, failed: {failed}", zh: "情景通过 {passed} 个，失败 {failed} 个" }
    unusable_scenarios(path, count) { en: "cannot use the scenario file `{path}`, errors: {count}", zh: "情景文件 `{path}` 不能用，错误 {count} 处" }
    branches_covered(id, taken, all, percent) { en: "{id}: branches {taken}/{all} ({percent} %)", zh: "{id}：分支 {taken}/{all}（{percent}%）" }
    coverage_below(id, percent, least) { en: "`{id}` is covered to {percent} %, expected at least {least} %", zh: "`{id}` 覆盖 {percent}%，至少应为 {least}%" }
    no_scenario_for(id) { en: "`{id}` has no scenario", zh: "`{id}` 没有情景" }

    // Exploring.
    ordinary_path() { en: "the ordinary answers", zh: "一切照常的回答" }
    cannot_complete(at, why, path) { en: "`{at}` cannot be got past: {why}; after {path}", zh: "`{at}` 过不去：{why}；之前是 {path}" }
    explored(id, runs) { en: "{id}: {runs} runs, every path that one answer or several make different", zh: "{id}：试走 {runs} 次，走遍了各种回答的路径" }
    explored_part(id, runs) { en: "{id}: {runs} runs, not every path", zh: "{id}：试走 {runs} 次，没有走遍所有路径" }
    explored_ended(word, count) { en: "    ended {word}: {count}", zh: "    结束于 {word}：{count}" }

    explored_whole(problems) { en: "paths that cannot be completed: {problems}", zh: "走不完的路径 {problems} 条" }

    // Writing a scenario from a run.
    from_live(run) { en: "`{run}` is a real run; only a training or scripted run becomes a scenario", zh: "`{run}` 是正式运行，只有演练或脚本运行可以写成情景" }
    from_nameless(path) { en: "step {path} has no id: the scenario cannot say its answer", zh: "步骤 {path} 没有 id，情景写不出它的回答" }
    from_differs(why) { en: "the scenario does not come to the end of the run: {why}", zh: "这个情景走不到该次运行的结果：{why}" }
    from_run_name(run) { en: "from run {run}", zh: "取自运行 {run}" }

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
