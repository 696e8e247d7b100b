//! `schema`: the JSON Schema of a kind of file.

use anyhow::Result;

use super::arguments::{SchemaArguments, SchemaDraft, SchemaKind};
use super::context::Context;
use crate::exit_code::ExitCode;
use crate::schema::{Draft, Kind, schema};

/// Runs the command.
///
/// # Errors
/// Never, since a schema is always JSON; the form is that of all commands.
pub fn run(context: &Context, arguments: &SchemaArguments) -> Result<ExitCode> {
    let kind = match arguments.kind {
        SchemaKind::Procedure => Kind::Procedure,
        SchemaKind::Site => Kind::Site,
        SchemaKind::Scenario => Kind::Scenario,
        SchemaKind::Answers => Kind::Answers,
    };
    let draft = match arguments.draft {
        SchemaDraft::Seven => Draft::Seven,
        SchemaDraft::TwentyTwenty => Draft::TwentyTwenty,
    };
    let text = serde_json::to_string_pretty(&schema(kind, draft, context.language))?;
    context.data(&format!("{text}\n"));
    Ok(ExitCode::Yes)
}
