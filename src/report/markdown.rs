//! A procedure as Markdown to be printed: boxes to tick, lines to write on. Own writer, since no text may become markup. Pure.

use super::facts::{self, Teller};
use super::outline::{default_of, status};
use super::words::{self as names, list, named, text};
use crate::language::{Language, reading as words};
use crate::procedure::{Field, Parameter, Procedure, Record, Step, StepKind};
use crate::terminal::sanitize::Shown;

/// Where something is written by hand.
const BLANK: &str = "\\_\\_\\_\\_\\_\\_\\_\\_";

/// Empty rows of a table to be filled in by hand.
const EMPTY_ROWS: u32 = 3;

/// Returns `procedure` as Markdown. Lines are not wrapped.
#[must_use]
pub fn markdown(procedure: &Procedure, language: Language) -> String {
    let teller = Teller { language, roles: &procedure.roles };
    let mut writer = Writer { text: String::new(), teller, language };
    writer.head(procedure);
    writer.line("");
    writer.line(&format!("## {}", words::steps(language)));
    writer.line("");
    writer.steps(&procedure.steps, "", 0);
    writer.text
}

/// Returns `text` with everything escaped that Markdown would take for markup; newlines become `<br>`.
#[must_use]
pub fn escaped(text: &str) -> String {
    let shown = Shown::block(text.trim_end());
    let mut escaped = String::with_capacity(shown.as_str().len());
    for c in shown.as_str().chars() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&' | '$' => {
                escaped.extend(['\\', c]);
            }
            '\n' => escaped.push_str("<br>"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Returns `text` escaped for the beginning of a line, where `1.`, `-`, `+` and `=` are markup too.
fn escaped_line(text: &str) -> String {
    let escaped = escaped(text);
    let digits = escaped.bytes().take_while(u8::is_ascii_digit).count();
    let at = match escaped.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => digits,
        Some(b'-' | b'+' | b'=') if digits == 0 => 0,
        _ => return escaped,
    };
    format!("{}\\{}", &escaped[..at], &escaped[at..])
}

struct Writer<'a> {
    text: String,
    teller: Teller<'a>,
    language: Language,
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn head(&mut self, procedure: &Procedure) {
        let language = self.language;
        self.line(&format!("# {}", escaped(text(&procedure.title, language))));
        self.line("");
        let status = status(language, procedure.status).map(|status| format!(" · **{status}**")).unwrap_or_default();
        self.line(&format!("{} · {}{status}", escaped(&procedure.id), escaped(&procedure.label())));
        if let Some(summary) = &procedure.summary {
            self.line("");
            self.line(&escaped_line(text(summary, language)));
        }
        let mut facts = Vec::new();
        facts.extend(procedure.source.as_ref().map(|source| words::source(language, text(source, language))));
        facts.extend((!procedure.tags.is_empty()).then(|| words::tags(language, list(language, &procedure.tags))));
        facts.extend(procedure.time_limit.map(|limit| words::time_limit(language, limit)));
        facts.extend(procedure.scoring.as_ref().map(|scoring| words::pass_mark(language, facts::limit(&scoring.pass))));
        if !facts.is_empty() {
            self.line("");
        }
        facts.iter().for_each(|fact| self.line(&format!("- {}", escaped_line(fact))));
        self.roles(procedure);
        self.parameters(procedure);
    }

    fn roles(&mut self, procedure: &Procedure) {
        if procedure.roles.is_empty() {
            return;
        }
        self.line("");
        self.line(&format!("## {}", words::roles(self.language)));
        self.line("");
        for (id, title) in &procedure.roles {
            self.line(&format!("- {}: {BLANK} ({})", escaped_line(text(title, self.language)), escaped(id)));
        }
    }

    fn parameters(&mut self, procedure: &Procedure) {
        let language = self.language;
        if procedure.parameters.is_empty() {
            return;
        }
        self.line("");
        self.line(&format!("## {}", words::parameters(language)));
        self.line("");
        let names = [words::column_name, words::column_title, words::column_type, words::column_default];
        let cells: Vec<String> = names.iter().map(|name| name(language)).collect();
        self.row("", &cells);
        self.row("", &["---"; 4].map(str::to_owned));
        procedure.parameters.values().for_each(|parameter| self.parameter(parameter));
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let title = parameter.title.as_ref().map(|title| text(title, self.language)).unwrap_or_default();
        let facts = self.teller.parameter(parameter).join(" · ");
        let default = default_of(parameter).map_or_else(|| BLANK.to_owned(), |default| escaped(&default));
        self.row("", &[escaped(&parameter.name), escaped(title), escaped(&facts), default]);
    }

    /// Writes a row of cells that are Markdown already.
    fn row(&mut self, indent: &str, cells: &[String]) {
        self.line(&format!("{indent}| {} |", cells.join(" | ")));
    }

    fn steps(&mut self, steps: &[Step], prefix: &str, depth: usize) {
        for (index, step) in steps.iter().enumerate() {
            self.step(step, &format!("{prefix}{}", index + 1), depth);
        }
    }

    fn step(&mut self, step: &Step, path: &str, depth: usize) {
        let (language, indent) = (self.language, "  ".repeat(depth));
        // Of a choice the options are ticked.
        let is_box = matches!(
            step.kind,
            StepKind::Check { .. }
                | StepKind::Measure(_)
                | StepKind::Record(_)
                | StepKind::Sign { .. }
                | StepKind::Handover { .. }
        );
        let tick = if is_box { "[ ] " } else { "" };
        let kind = match &step.kind {
            StepKind::Check { .. } | StepKind::Section { .. } => String::new(),
            kind => format!(" *{}*", names::kind(language, kind)),
        };
        let blank = self.blank(step);
        let title = escaped(text(&step.title, language));
        self.line(&format!("{indent}- {tick}**{}**{kind} {title}{blank}", escaped(path)));
        let facts = self.teller.step(step);
        let mut paragraphs = self.teller.texts(step);
        let warned = usize::from(step.warning.is_some());
        paragraphs.insert(warned.min(paragraphs.len()), facts.join(" · "));
        for (index, paragraph) in paragraphs.iter().filter(|paragraph| !paragraph.is_empty()).enumerate() {
            let bold = if warned == 1 && index == 0 { "**" } else { "" };
            self.line(&format!("{indent}  <br>{bold}{}{bold}", escaped(paragraph)));
        }
        self.inner(step, path, depth);
        if let Some(on_fail) = &step.on_fail {
            let facts = self.teller.on_fail(on_fail).join(" · ");
            let title = words::if_it_fails(language);
            let title = if facts.is_empty() { title } else { named(language, &title, &facts) };
            self.heading(&title, depth + 1);
            self.steps(&on_fail.steps, &format!("{path}.fail."), depth + 2);
        }
    }

    /// Returns where the answer of a step is written, if it is more than a tick.
    fn blank(&self, step: &Step) -> String {
        match &step.kind {
            StepKind::Measure(measure) => {
                let unit = measure.unit.as_ref().map(|unit| escaped(text(unit, self.language))).unwrap_or_default();
                format!(" {BLANK} {unit}").trim_end().to_owned()
            }
            StepKind::Record(Record::Value(_)) | StepKind::Sign { .. } | StepKind::Handover { .. } => {
                format!(" {BLANK}")
            }
            _ => String::new(),
        }
    }

    fn inner(&mut self, step: &Step, path: &str, depth: usize) {
        let language = self.language;
        match &step.kind {
            StepKind::Record(Record::Form(fields)) => self.form(fields, depth + 1),
            StepKind::Record(Record::Table { fields, rows }) => self.table(fields, rows.at_least, depth + 1),
            StepKind::Choose { options } => {
                for (option, steps) in options {
                    let title = self.teller.option(&option.id, option.title.as_ref());
                    self.branch(&title, &format!("{path}.{}.", option.id), steps, depth + 1);
                }
            }
            StepKind::Decide { if_yes, if_no } => {
                self.branch(&words::yes(language), &format!("{path}.yes."), if_yes, depth + 1);
                self.branch(&words::no(language), &format!("{path}.no."), if_no, depth + 1);
            }
            StepKind::Section { steps, .. } => self.steps(steps, &format!("{path}."), depth + 1),
            StepKind::Each(each) => self.steps(&each.steps, &format!("{path}[{}].", each.variable), depth + 1),
            StepKind::Repeat(repeat) => self.steps(&repeat.steps, &format!("{path}#n."), depth + 1),
            _ => {}
        }
    }

    fn branch(&mut self, title: &str, prefix: &str, steps: &[Step], depth: usize) {
        let indent = "  ".repeat(depth);
        self.line(&format!("{indent}- [ ] *{}*", escaped(title)));
        self.steps(steps, prefix, depth + 1);
    }

    fn heading(&mut self, title: &str, depth: usize) {
        let indent = "  ".repeat(depth);
        self.line(&format!("{indent}- *{}*", escaped(title)));
    }

    fn form(&mut self, fields: &[Field], depth: usize) {
        let indent = "  ".repeat(depth);
        for field in fields {
            let facts = self.teller.field(field).join(" · ");
            self.line(&format!("{indent}- {}: {BLANK} ({})", escaped_line(self.title_of(field)), escaped(&facts)));
        }
    }

    fn table(&mut self, fields: &[Field], least: u32, depth: usize) {
        let indent = "  ".repeat(depth);
        let titles: Vec<String> = fields.iter().map(|field| escaped(self.title_of(field))).collect();
        self.line("");
        self.row(&indent, &titles);
        self.row(&indent, &vec!["---".to_owned(); fields.len()]);
        for _ in 0..least.clamp(EMPTY_ROWS, EMPTY_ROWS * 4) {
            self.row(&indent, &vec!["&nbsp;".to_owned(); fields.len()]);
        }
        self.line("");
    }

    fn title_of<'f>(&self, field: &'f Field) -> &'f str {
        field.title.as_ref().map_or(field.id.as_str(), |title| text(title, self.language))
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::{Language, escaped, escaped_line, markdown};
    use crate::report::testing::round;

    #[test]
    fn a_procedure_to_be_printed() {
        assert_snapshot!(markdown(&round(), Language::En), @r#"
        # Opening round

        round · 1.2.0@159e5a

        1\. Walk once \| before \*opening\*.

        - source: Handbook, chapter 1
        - tags: hall
        - passes at 90 %

        ## Roles

        - Shift lead: \_\_\_\_\_\_\_\_ (lead)

        ## Parameters

        | Name | Title | Type | Default |
        | --- | --- | --- | --- |
        | opening | Opening | time | 09:00 |
        | desks | Desks | list | A, B |

        ## Steps

        - **1** Hall
          <br>role: Shift lead
          - [ ] **1.1** Lights \[all\] \<on\>
            <br>**WARNING: mind the voltage**
            <br>expected: all on · when weekday == "mon"
          - [ ] **1.2** *measure* Temperature \_\_\_\_\_\_\_\_ °C
            <br>limits 18 to 22 °C · time: -30m to 0m of opening
            - *if it fails: then check again, at most 3 times*
              - [ ] **1.2.fail.1** Adjust the air
        - **2** *for each* Desk by desk
          <br>desk in desks
          - [ ] **2\[desk\].1** *record* Stock
            <br>rows: at least 1

            | Item | Quantity |
            | --- | --- |
            | &nbsp; | &nbsp; |
            | &nbsp; | &nbsp; |
            | &nbsp; | &nbsp; |

        - **3** *repeat* Explain
          <br>until clear, at most 3 passes
          - **3\#n.1** *decide* Is it clear
            - [ ] *yes*
            - [ ] *no*
              - [ ] **3\#n.1.no.1** Explain again
        - **4** *choose* Which business
          - [ ] *Enquiry*
            - **4.enquiry.1** *call* Handle it
              <br>procedure \`enquiry\` · desk = \{\{ desks \}\}
          - [ ] *None*
            - **4.none\_of\_these.1** *end* That is all
              <br>ends the procedure: completed
        - [ ] **5** *sign* Ready to open \_\_\_\_\_\_\_\_
          <br>signed by: Shift lead · meaning: All was checked
        "#);
    }

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(escaped("a|b *c* [d](e) <b> $x$ `y`\nz"), r"a\|b \*c\* \[d\](e) \<b\> \$x\$ \`y\`<br>z");
        for (text, line) in
            [("1. a", r"1\. a"), ("12) a", r"12\) a"), ("- a", r"\- a"), ("= a", r"\= a"), ("1.5", r"1\.5")]
        {
            assert_eq!(escaped_line(text), line);
        }
        assert_eq!(escaped("\x1b[2J"), r"␛\[2J");
    }
}
