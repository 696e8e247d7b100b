//! Why a script cannot go on: the question that it has no answer for, or the answer that is not taken.

use crate::procedure::finding::{Bilingual, both};
use crate::run::answer::Refusal;

/// Where a script ends before its run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The answer's name: the step's id, or its path where it has none.
    pub name: String,
    /// The step's path.
    pub path: String,
    /// Which time of asking.
    pub attempt: usize,
    /// Why.
    pub why: Why,
}

/// Why a script cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It says nothing of the step.
    NoAnswer,
    /// All that it says of the step has been given.
    NoFurtherAnswer,
    /// It has no value for the parameter.
    NoParameter,
    /// Nobody waives the failure.
    NoWaiver,
    /// Nobody signs for this role.
    NoSigner(String),
    /// No second person enters the value.
    NoSecond,
    /// Nobody of this role releases the step.
    NoPerson(String),
    /// A reason is wanted.
    NoReason,
    /// It says something else than what is recorded.
    Amends,
    /// What it says is no answer to such a step.
    DoesNotFit,
    /// A file cannot be kept.
    BadFile {
        /// Its path.
        path: String,
        /// What is wrong with it.
        error: String,
    },
    /// The answer is not taken.
    Refused(Refusal),
}

impl Stuck {
    /// Returns what is wrong, with the name that an answer must have.
    #[must_use]
    pub fn message(&self) -> Bilingual {
        let (name, why) = (&self.name, self.why.message(self.attempt));
        both!("`{name}`: {}", "`{name}`：{}"; why)
    }
}

impl Why {
    fn message(&self, attempt: usize) -> Bilingual {
        match self {
            Self::NoAnswer => both!("no answer", "没有答案"),
            Self::NoFurtherAnswer => {
                both!(
                    "no answer to asking {attempt}; `asked` gives one for each",
                    "第 {attempt} 次询问没有答案，请用 `asked` 逐次给出"
                )
            }
            Self::NoParameter => both!("the parameter has no value in `set`", "参数在 `set` 中没有值"),
            Self::NoWaiver => both!(
                "nobody overrides the failure: `override: {{by, reason}}`",
                "无人放行：`override: {{by, reason}}`"
            ),
            Self::NoSigner(role) => both!("nobody signs as `{role}`", "没有人以 `{role}` 签字"),
            Self::NoSecond => {
                both!("no second person enters it: `second: {{by, value}}`", "没有第二人录入：`second: {{by, value}}`")
            }
            Self::NoPerson(role) => {
                both!("nobody of the role `{role}` answers: `by`", "没有角色 `{role}` 的人回答：`by`")
            }
            Self::NoReason => both!("a reason is wanted", "需要原因"),
            Self::Amends => both!("the answer differs from the recorded one", "答案与已有记录不同"),
            Self::DoesNotFit => both!("the answer does not fit the question", "答案与问题不符"),
            Self::BadFile { path, error } => {
                both!("the file `{path}` cannot be kept: {error}", "文件 `{path}` 无法保存：{error}")
            }
            Self::Refused(refusal) => refused(refusal),
        }
    }
}

/// Returns why an answer is not taken.
pub(super) fn refused(refusal: &Refusal) -> Bilingual {
    match refusal {
        Refusal::NotANumber(text) => both!("`{text}` is not a number", "`{text}` 不是数字"),
        Refusal::TooManyDecimals(most) => both!("more than {most} decimals", "小数超过 {most} 位"),
        Refusal::NotATime(text) => both!("`{text}` is not a time of day", "`{text}` 不是时刻"),
        Refusal::NotADate(text) => both!("`{text}` is not a date", "`{text}` 不是日期"),
        Refusal::NotADateTime(text) => both!("`{text}` is not a date and time", "`{text}` 不是日期时间"),
        Refusal::NotADuration(text) => both!("`{text}` is not a length of time", "`{text}` 不是时长"),
        Refusal::NotABoolean(text) => both!("`{text}` is neither yes nor no", "`{text}` 既不是“是”也不是“否”"),
        Refusal::NotAnOption(text) => both!("`{text}` is not one of the options", "`{text}` 不是选项之一"),
        Refusal::Pattern { field, pattern } => {
            both!("`{field}` does not match its pattern `{pattern}`", "`{field}` 不符合格式 `{pattern}`")
        }
        Refusal::Required(field) => both!("`{field}` must be given", "`{field}` 必须填写"),
        Refusal::UnknownField(field) => both!("there is no field `{field}`", "没有栏目 `{field}`"),
        Refusal::TooFewRows(least) => both!("fewer than {least} rows", "少于 {least} 行"),
        Refusal::TooManyRows(most) => both!("more than {most} rows", "多于 {most} 行"),
        Refusal::TooLittleEvidence(least) => {
            both!("at least {least} pieces of evidence are wanted", "至少需要 {least} 件凭证")
        }
        Refusal::EvidenceKind(name) => {
            both!("`{name}` is not the kind of evidence that is wanted", "`{name}` 不是所要的凭证")
        }
        Refusal::UnknownPerson(id) => both!("nobody is called `{id}`", "没有名为 `{id}` 的人"),
        Refusal::NotAName(text) => both!("`{text}` is not a name", "`{text}` 不是姓名"),
        Refusal::LacksRole(id) => both!("`{id}` does not have the role", "`{id}` 没有该角色"),
        Refusal::SamePerson(id) => both!("another person than `{id}` is wanted", "需要 `{id}` 以外的另一人"),
        Refusal::PersonLocked(id) => both!("`{id}` is locked for this run", "`{id}` 已被锁定"),
        other => refused_answer(other),
    }
}

fn refused_answer(refusal: &Refusal) -> Bilingual {
    match refusal {
        Refusal::OutOfLimits(breach) => {
            let (value, limit) = (&breach.value, &breach.limit);
            both!("{value} is outside the limit {limit}", "{value} 超出界限 {limit}")
        }
        Refusal::Held(path) => both!("step {path} must be released first", "须先放行第 {path} 步"),
        Refusal::Forbidden => both!("the step can be neither skipped nor put off so", "本步不能这样跳过或推迟"),
        Refusal::ReasonRequired => both!("a reason is wanted", "需要原因"),
        Refusal::TooLong => both!("the answer is too long", "答案太长"),
        _ => both!("the answer does not fit the question", "答案与问题不符"),
    }
}
