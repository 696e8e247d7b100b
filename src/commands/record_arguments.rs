//! What the commands that work on records take, as clap reads it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Of `log`.
#[derive(Args, Debug)]
pub struct LogArguments {
    /// Which run; the table of runs where it is missing.
    #[arg(value_name = "RUN")]
    pub run: Option<String>,
    /// How long its sections took, and what looks hasty.
    #[arg(long, requires = "run")]
    pub pace: bool,
    /// Which runs.
    #[command(flatten)]
    pub filter: FilterArguments,
}

/// Which runs `log` and `export` take.
#[derive(Args, Clone, Debug, Default)]
pub struct FilterArguments {
    /// Only runs of this procedure.
    #[arg(long, value_name = "ID")]
    pub procedure: Option<String>,
    /// Only runs of this operator.
    #[arg(long, value_name = "ID")]
    pub operator: Option<String>,
    /// Only runs of this business date or later.
    #[arg(long, value_name = "DATE")]
    pub since: Option<chrono::NaiveDate>,
    /// Only runs of this business date or earlier.
    #[arg(long, value_name = "DATE")]
    pub until: Option<chrono::NaiveDate>,
    /// Only runs with this verdict.
    #[arg(long, value_name = "VERDICT")]
    pub verdict: Option<String>,
    /// Only runs that are not closed.
    #[arg(long)]
    pub open: bool,
}

/// Of `purge`.
#[derive(Args, Debug)]
pub struct PurgeArguments {
    /// Which run.
    #[arg(value_name = "RUN")]
    pub run: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Who removes it.
    #[arg(long, value_name = "ID")]
    pub operator: Option<String>,
}

/// Of `export`.
#[derive(Args, Debug)]
pub struct ExportArguments {
    /// Which runs; all that fit the filters where there are none.
    #[arg(value_name = "RUN")]
    pub runs: Vec<String>,
    /// In which form.
    #[arg(
        long,
        value_enum,
        default_value = "csv",
        value_name = "FORMAT",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub format: ExportFormat,
    /// Where to.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Which runs.
    #[command(flatten)]
    pub filter: FilterArguments,
}

/// In which form `export` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Flat rows for spreadsheets.
    Csv,
    /// Flat rows as an array of objects.
    Json,
    /// The journals' own bytes.
    Jsonl,
    /// One page to read and to print.
    Html,
    /// A workbook.
    Xlsx,
    /// A folder that proves itself.
    Bundle,
}

/// Of `verify`.
#[derive(Args, Debug)]
pub struct VerifyArguments {
    /// Which runs; the whole store where there are none.
    #[arg(value_name = "RUN")]
    pub runs: Vec<String>,
    /// A receipt's code or line.
    #[arg(long, value_name = "CODE")]
    pub receipt: Option<String>,
    /// Hashes, ledger and blobs only.
    #[arg(long)]
    pub chain: bool,
    /// How to say it.
    #[arg(
        long,
        value_enum,
        default_value = "human",
        value_name = "FORMAT",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub format: VerifyFormat,
}

/// How `verify` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum VerifyFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
}
