//! Every rule of the program: its name, how bad it is, what it concerns, its page.

use super::page::Page;
use super::pages::{BESIDE, HUMAN, MEANING, STRUCTURE};
use super::{Context, bounds, comparisons, conditions, flow, names, roles, shape, timing, wording};
use crate::procedure::finding::Severity;

/// What a rule concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// How the file is written.
    Structure,
    /// What it says.
    Meaning,
    /// What stands beside procedures: scenarios, answers, the site file, and files that are none of these.
    Beside,
    /// How people work with it.
    HumanFactors,
}

/// Finds what breaks a rule.
pub(super) type Check = fn(&mut Context<'_>);

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Its stable name, kebab-case, as findings and `ignore` use it.
    pub id: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    /// What it concerns.
    pub area: Area,
    /// Whether a procedure that breaks it cannot be used at all; such a rule cannot be ignored. The other errors fail
    /// `validate`, but the procedure can be run, and `ignore` silences them.
    pub bars: bool,
    /// Finds what breaks it; `None` for a rule that is checked elsewhere.
    pub(super) check: Option<Check>,
}

const fn structure(id: &'static str) -> Rule {
    Rule { id, severity: Severity::Error, area: Area::Structure, bars: true, check: None }
}

const fn barring(id: &'static str, check: Check) -> Rule {
    Rule { id, severity: Severity::Error, area: Area::Meaning, bars: true, check: Some(check) }
}

const fn error(id: &'static str, check: Check) -> Rule {
    Rule { bars: false, ..barring(id, check) }
}

const fn warning(id: &'static str, check: Check) -> Rule {
    Rule { severity: Severity::Warning, ..error(id, check) }
}

const fn elsewhere(id: &'static str, severity: Severity) -> Rule {
    Rule { id, severity, area: Area::Meaning, bars: matches!(severity, Severity::Error), check: None }
}

const fn beside(id: &'static str) -> Rule {
    Rule { area: Area::Beside, ..structure(id) }
}

const fn hint(id: &'static str, check: Check) -> Rule {
    Rule { severity: Severity::Hint, area: Area::HumanFactors, ..error(id, check) }
}

/// The rules that need other files, so that they are checked after the procedure is read.
pub(super) const LATER: &[&str] = &[
    "unknown-procedure",
    "call-cycle",
    "unknown-argument",
    "bad-argument",
    "unknown-call-value",
    "call-maybe-none",
    "draft-called",
    "retired-called",
    "nobody-holds-role",
    "too-many-signers",
    "unused-site-parameter",
];

/// Every rule, those of structure first, in the order in which they are checked.
pub static RULES: &[Rule] = &[
    structure("file-too-large"),
    structure("not-utf8"),
    structure("empty-file"),
    structure("yaml-syntax"),
    structure("tab-indentation"),
    structure("wide-space"),
    structure("full-width-colon"),
    structure("full-width-comma"),
    structure("space-after-colon"),
    structure("unquoted-braces"),
    structure("unprintable-character"),
    structure("anchor"),
    structure("alias"),
    structure("tag"),
    structure("merge-key"),
    structure("second-document"),
    structure("duplicate-key"),
    structure("key-not-text"),
    structure("too-deep"),
    structure("too-many-values"),
    structure("unknown-key"),
    structure("missing-key"),
    structure("empty-value"),
    structure("wrong-type"),
    structure("no-kind"),
    structure("two-kinds"),
    structure("missing-id"),
    structure("duplicate-id"),
    structure("bad-name"),
    structure("reserved-name"),
    structure("id-is-not-file-name"),
    structure("empty-steps"),
    structure("empty-list"),
    structure("empty-text"),
    structure("text-too-long"),
    structure("bad-language"),
    structure("unknown-word"),
    structure("bad-boolean"),
    structure("bad-number"),
    structure("bad-duration"),
    structure("bad-time"),
    structure("bad-value"),
    structure("key-without-ground"),
    structure("contradiction"),
    structure("braced-expression"),
    structure("nested-template"),
    structure("unknown-rule"),
    structure("unused-ignore"),
    Rule { area: Area::Meaning, ..structure("bad-expression") },
    Rule { area: Area::Meaning, ..structure("bad-template") },
    barring("unknown-name", names::unknown_name),
    barring("later-step", names::later_step),
    barring("unknown-field", names::unknown_field),
    barring("secret-in-expression", names::secret_in_expression),
    barring("shadowed-name", names::shadowed_name),
    barring("name-clash", names::name_clash),
    barring("unknown-role", roles::unknown_role),
    barring("role-twice", roles::role_twice),
    barring("min-over-max", bounds::min_over_max),
    barring("default-outside-limits", bounds::default_outside_limits),
    barring("negative-score", bounds::negative_score),
    barring("recheck-of-computed", bounds::recheck_of_computed),
    barring("unknown-column", bounds::unknown_column),
    barring("window-of", timing::window_of),
    barring("deadline-of", timing::deadline_of),
    barring("empty-window", timing::empty_window),
    barring("no-effect", timing::no_effect),
    error("unknown-member", comparisons::unknown_member),
    error("impossible-comparison", comparisons::impossible_comparison),
    error("impossible-value", comparisons::impossible_value),
    error("never-true", conditions::never_true),
    error("endless-repeat", conditions::endless_repeat),
    error("maybe-none", conditions::maybe_none),
    error("unreachable-step", flow::unreachable_step),
    error("cannot-fail", flow::cannot_fail),
    error("unsigned-hold", roles::unsigned_hold),
    error("crossing-defaults", bounds::crossing_defaults),
    error("empty-each", bounds::empty_each),
    error("bad-cell", bounds::default_cell_outside_limits),
    error("bad-pattern", bounds::bad_pattern),
    error("no-points", bounds::no_points),
    error("unmeetable-deadline", timing::unmeetable_deadline),
    warning("unused-option", flow::unused_option),
    elsewhere("missing-translation", Severity::Warning),
    elsewhere("unknown-procedure", Severity::Error),
    elsewhere("call-cycle", Severity::Error),
    elsewhere("unknown-argument", Severity::Error),
    elsewhere("bad-argument", Severity::Error),
    elsewhere("unknown-call-value", Severity::Error),
    Rule { bars: false, ..elsewhere("call-maybe-none", Severity::Error) },
    elsewhere("draft-called", Severity::Warning),
    elsewhere("retired-called", Severity::Warning),
    Rule { bars: false, ..elsewhere("nobody-holds-role", Severity::Error) },
    Rule { bars: false, ..elsewhere("too-many-signers", Severity::Error) },
    elsewhere("unused-site-parameter", Severity::Warning),
    beside("unknown-step"),
    beside("unknown-parameter"),
    beside("takes-no-answer"),
    beside("not-one-answer"),
    beside("does-not-fit"),
    beside("no-evidence"),
    beside("same-name"),
    beside("unusable-procedure"),
    beside("bad-site-value"),
    Rule { bars: false, ..beside("same-procedure-id") },
    beside("unreadable-file"),
    beside("program-failed"),
    hint("action-in-warning", wording::action_in_warning),
    hint("action-in-note", wording::action_in_note),
    hint("vague-response", wording::vague_response),
    hint("tick-for-figure", wording::tick_for_figure),
    hint("number-without-unit", wording::number_without_unit),
    hint("deadline-without-on-fail", wording::deadline_without_on_fail),
    hint("secret-in-text", wording::secret_in_text),
    hint("long-section", shape::long_section),
    hint("late-critical", shape::late_critical),
    hint("many-critical", shape::many_critical),
    hint("repeated-critical", shape::repeated_critical),
    hint("step-without-role", shape::step_without_role),
];

/// Returns the rule called `id`.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

impl Rule {
    /// Returns its page.
    #[must_use]
    pub fn page(&self) -> Option<&'static Page> {
        [STRUCTURE, MEANING, BESIDE, HUMAN].into_iter().flatten().copied().flatten().find(|page| page.rule == self.id)
    }
}

/// Returns whether a procedure that breaks the rule `id` cannot be used.
#[must_use]
pub fn bars(id: &str) -> bool {
    find(id).is_none_or(|rule| rule.bars)
}

/// Returns whether an error of rule `id` keeps a text from being used that a stored run is pinned to. Those that came, or were
/// made stricter, after the first journals do not: what they find has been run.
#[must_use]
pub fn bars_what_is_pinned(id: &str) -> bool {
    const YOUNGER: [&str; 7] = [
        "empty-list",
        "full-width-comma",
        "key-without-ground",
        "min-over-max",
        "no-effect",
        "text-too-long",
        "unknown-column",
    ];
    bars(id) && !YOUNGER.contains(&id)
}
