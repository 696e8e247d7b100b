//! The command line as clap reads it. Its words are in `language/help.rs`; here are only names and shapes.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub use super::record_arguments::{
    ExportArguments, ExportFormat, FilterArguments, LogArguments, PurgeArguments, VerifyArguments, VerifyFormat,
};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "signoff", version, disable_help_subcommand = true)]
pub struct Arguments {
    /// What every command understands.
    #[command(flatten)]
    pub global: Global,
    /// What is to be done; the front door where it is missing.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Takes the empty path too: an environment variable that is set to nothing must not be an error.
fn any_path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// What every command understands.
#[derive(Args, Clone, Debug, Default)]
pub struct Global {
    /// The site file.
    #[arg(long, global = true, value_name = "FILE", env = "SIGNOFF_SITE", hide_env = true, value_parser = any_path())]
    pub site: Option<PathBuf>,
    /// The store.
    #[arg(long, global = true, value_name = "DIR", env = "SIGNOFF_STORE", hide_env = true, value_parser = any_path())]
    pub store: Option<PathBuf>,
    /// Which runs are meant.
    #[arg(long, global = true, value_enum, value_name = "MODE", hide_possible_values = true)]
    pub mode: Option<ModeArgument>,
    /// The language.
    #[arg(long, global = true, value_enum, value_name = "LANG", hide_possible_values = true)]
    pub lang: Option<LanguageArgument>,
    /// When to colour.
    #[arg(long, global = true, value_enum, value_name = "WHEN", hide_possible_values = true)]
    pub color: Option<ColorArgument>,
    /// Lines only.
    #[arg(long, global = true, action = ArgAction::SetTrue)]
    pub plain: bool,
    /// No characters of ambiguous width.
    #[arg(long, global = true, action = ArgAction::SetTrue)]
    pub ascii: bool,
}

/// Which runs are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModeArgument {
    /// Work that is done.
    Live,
    /// Rehearsals.
    Training,
    /// Answers from a file.
    Scripted,
}

/// The languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LanguageArgument {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorArgument {
    /// On a terminal that wants it.
    Auto,
    /// Even away from a terminal.
    Always,
    /// Not at all.
    Never,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Walks an operator through a procedure, or goes on with an open run.
    #[command(alias = "resume")]
    Run(RunArguments),
    /// Signs a closed run afterwards.
    Sign(SignArguments),
    /// Gives up an open run.
    Abandon(AbandonArguments),
    /// Follow-up actions: those of the store's runs, or one to close.
    Actions(ActionsArguments),
    /// The procedures found.
    List(ListArguments),
    /// Reads a procedure before it is run.
    Show(ShowArguments),
    /// Writes a commented starter.
    New(NewArguments),
    /// All findings of all files.
    Validate(ValidateArguments),
    /// Runs scenarios.
    Test(TestArguments),
    /// JSON Schema for editors.
    Schema(SchemaArguments),
    /// One run for a person, or the table of runs.
    Log(LogArguments),
    /// Proves journals intact.
    Verify(VerifyArguments),
    /// Removes a run that retention no longer allows.
    Purge(PurgeArguments),
    /// The audit log.
    Export(ExportArguments),
    /// A PIN for the site file.
    Pin(PinArguments),
    /// Shell completions.
    #[command(hide = true)]
    Completions {
        /// For which shell.
        #[arg(value_enum)]
        shell: Shell,
    },
    /// The manual page.
    #[command(hide = true)]
    Man,
    /// What a shell asks for while it completes.
    #[command(hide = true)]
    Ids {
        /// Of what.
        #[arg(value_enum, value_name = "KIND", hide_possible_values = true)]
        kind: IdKind,
    },
}

/// What has ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum IdKind {
    /// The procedures found.
    Procedures,
    /// All runs, the latest first.
    Runs,
    /// The runs that can be gone on with.
    OpenRuns,
    /// Training and scripted runs, which a scenario can be written from.
    Rehearsals,
}

/// Of `run`.
#[derive(Args, Clone, Debug, Default)]
pub struct RunArguments {
    /// A procedure's id or path, or a run.
    #[arg(value_name = "PROCEDURE|RUN")]
    pub target: Option<String>,
    /// Who runs it.
    #[arg(long, value_name = "ID")]
    pub operator: Option<String>,
    /// A parameter's value.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// A file that answers.
    #[arg(long, value_name = "FILE", conflicts_with = "training")]
    pub answers: Option<PathBuf>,
    /// A rehearsal.
    #[arg(long)]
    pub training: bool,
}

/// Of `sign`.
#[derive(Args, Debug)]
pub struct SignArguments {
    /// Which run.
    #[arg(value_name = "RUN")]
    pub run: String,
    /// What the signature means.
    #[arg(long, value_enum, value_name = "MEANING", hide_possible_values = true)]
    pub meaning: Option<MeaningArgument>,
    /// What the signer adds.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Who signs.
    #[arg(long, value_name = "ID")]
    pub operator: Option<String>,
}

/// What a signature after the end can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MeaningArgument {
    /// Somebody has gone through the record.
    Reviewed,
    /// Somebody answers for the outcome.
    Approved,
    /// Somebody was there and saw it done.
    Witnessed,
}

/// Of `abandon`.
#[derive(Args, Debug)]
pub struct AbandonArguments {
    /// Which run.
    #[arg(value_name = "RUN")]
    pub run: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Who gives it up.
    #[arg(long, value_name = "ID")]
    pub operator: Option<String>,
}

/// Of `actions`.
#[derive(Args, Debug)]
pub struct ActionsArguments {
    /// What is to be done with one; without it they are listed.
    #[arg(value_enum, value_name = "CLOSE", hide_possible_values = true, requires = "action")]
    pub verb: Option<ActionsVerb>,
    /// Which action.
    #[arg(value_name = "ID")]
    pub action: Option<String>,
    /// What was done.
    #[arg(long, value_name = "TEXT", requires = "verb")]
    pub note: Option<String>,
    /// Who closes it.
    #[arg(long, value_name = "ID", requires = "verb")]
    pub operator: Option<String>,
}

/// What can be done with a follow-up action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ActionsVerb {
    /// It is done.
    Close,
}

/// Of `pin`.
#[derive(Args, Debug)]
pub struct PinArguments {
    /// Whose.
    #[arg(value_name = "OPERATOR")]
    pub person: String,
}

/// Of `list`.
#[derive(Args, Debug)]
pub struct ListArguments {
    /// Only procedures with this tag.
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
}

/// Of `show`.
#[derive(Args, Debug)]
pub struct ShowArguments {
    /// Which procedure.
    #[arg(value_name = "PROCEDURE")]
    pub procedure: String,
    /// How.
    #[arg(
        long,
        value_enum,
        default_value = "outline",
        value_name = "FORMAT",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub format: ShowFormat,
}

/// How `show` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    /// Indented lines.
    Outline,
    /// Markdown.
    Markdown,
    /// A mermaid flowchart.
    Mermaid,
}

/// Of `new`.
#[derive(Args, Debug)]
pub struct NewArguments {
    /// The new procedure's id.
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Of `validate`.
#[derive(Args, Debug)]
pub struct ValidateArguments {
    /// Files and folders; the site's folders where there are none.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to say it.
    #[arg(
        long,
        value_enum,
        default_value = "auto",
        value_name = "FORMAT",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub format: FindingsFormat,
    /// Where the report goes.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Warnings fail too.
    #[arg(long)]
    pub strict: bool,
    /// Hints are shown.
    #[arg(long)]
    pub advice: bool,
    /// What is safe to mend is mended.
    #[arg(long)]
    pub fix: bool,
    /// What standard input is called.
    #[arg(long, value_name = "FILE")]
    pub stdin_filename: Option<PathBuf>,
    /// The page of a rule; without a name all rules.
    #[arg(long, value_name = "RULE", num_args = 0..=1, default_missing_value = "")]
    pub explain: Option<String>,
}

/// How `validate` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FindingsFormat {
    /// As the place where it runs wants it.
    Auto,
    /// For people.
    Human,
    /// For programs.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit XML.
    Junit,
}

/// Of `test`.
#[derive(Args, Debug)]
pub struct TestArguments {
    /// Files and folders; the site's folders where there are none.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The share of branches that every procedure must reach.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min_coverage: Option<u8>,
    /// A procedure whose paths are walked without scenarios.
    #[arg(long, value_name = "PROCEDURE", conflicts_with_all = ["paths", "from"])]
    pub explore: Option<String>,
    /// A run that a scenario is written from.
    #[arg(long, value_name = "RUN", conflicts_with_all = ["paths", "min_coverage", "format"])]
    pub from: Option<String>,
    /// For a person or a program.
    #[arg(
        long,
        value_enum,
        default_value = "human",
        value_name = "FORMAT",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub format: TestFormat,
}

/// How `test` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// For a person.
    Human,
    /// For a program.
    Json,
    /// For a CI server.
    Junit,
}

/// Of `schema`.
#[derive(Args, Debug)]
pub struct SchemaArguments {
    /// Of which files.
    #[arg(
        long,
        value_enum,
        default_value = "procedure",
        value_name = "KIND",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub kind: SchemaKind,
    /// In which draft.
    #[arg(
        long,
        value_enum,
        default_value = "2020-12",
        value_name = "DRAFT",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub draft: SchemaDraft,
}

/// The files that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaKind {
    /// Procedures.
    Procedure,
    /// The site file.
    Site,
    /// Scenario files.
    Scenario,
    /// Answer files.
    Answers,
}

/// The drafts of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaDraft {
    /// Draft 7.
    #[value(name = "7")]
    Seven,
    /// Draft 2020-12.
    #[value(name = "2020-12")]
    TwentyTwenty,
}
