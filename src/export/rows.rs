//! The rows of one run: one for each answer, amendment, signature, refusal to sign, override and answer that no longer counts, in
//! the order of the journal.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use chrono::SecondsFormat;

use super::answer::{Amendment, Answer, PathOf, Text, moment, typed, value};
use super::line::Line;
use super::people::People;
use super::row::{Cell, Row, RunCells};
use crate::journal::RUN_STARTED;
use crate::report::titles::Titles;
use crate::run::event::{
    Assurance, Because, Declined, DeclinedWhat, EvidenceItem, Inactivated, Moment, Overridden, RunStarted,
    SectionShown, SignatureVoided, Signed, Timing,
};
use crate::run::outcome::Outcome;

/// What a record that is not as it was written has for its `kind`.
pub const ALTERED: &str = "altered";

/// What a signature that no longer holds has for its `outcome`.
pub const VOIDED: &str = "voided";

/// Returns what all rows of a run begin with.
#[must_use]
pub fn run_cells(started: &RunStarted) -> RunCells {
    RunCells {
        run: started.run.clone(),
        site: started.site.clone(),
        procedure: started.procedure.id.clone(),
        version: started.procedure.version.clone().unwrap_or_default(),
        digest: started.procedure.blob.clone(),
        mode: started.mode.clone(),
        business_date: started.business_date.to_string(),
    }
}

/// Returns the row that marks a record which is not as it was written.
#[must_use]
pub fn alarm<'a>(of: &'a RunCells, what: &'a str) -> Row<'a> {
    Row { kind: Cell::text(ALTERED), title: Cell::text(what), outcome: Cell::text(ALTERED), ..Row::of(of) }
}

/// Hands every row of a run to `emit`. A line whose data does not fit its type has none.
pub fn emit(lines: &[Line<'_>], of: &RunCells, titles: &Titles, emit: &mut dyn FnMut(&Row<'_>)) {
    let mut people = People::default();
    let voided = voided(lines);
    for (at, line) in lines.iter().enumerate() {
        let make = Maker { of, titles, line, before: &lines[..at] };
        match line.kind {
            "answered" => drop(line.read().map(|answered: Answer<'_>| emit(&make.answered(&answered, &people)))),
            "amended" => drop(line.read().map(|amended: Amendment<'_>| emit(&make.amended(&amended, &people)))),
            "signed" => drop(line.read().map(|signed: Signed| emit(&make.signed(&signed, voided.contains(&line.seq))))),
            "declined" => drop(line.read().map(|declined: Declined| make.declined(&declined, &people, emit))),
            "overridden" => drop(line.read().map(|overridden: Overridden| make.overridden(&overridden, emit))),
            "inactivated" => drop(line.read().map(|inactivated: Inactivated| make.inactivated(&inactivated, emit))),
            RUN_STARTED | "continued" | "operator_changed" | "resumed" => people.follow(line),
            _ => {}
        }
    }
}

/// Returns the numbers of the signatures that no longer hold: an amendment has changed what they cover.
fn voided(lines: &[Line<'_>]) -> HashSet<u64> {
    let events = lines.iter().filter(|line| line.kind == "signature_voided");
    events.filter_map(|line| line.read::<SignatureVoided>()).flat_map(|event| event.of).collect()
}

/// Makes the row of one line.
struct Maker<'a> {
    of: &'a RunCells,
    titles: &'a Titles,
    line: &'a Line<'a>,
    before: &'a [Line<'a>],
}

impl<'a> Maker<'a> {
    fn row(&self) -> Row<'a> {
        Row {
            answered_at: Cell::Moment(self.line.at.into()),
            seq: Cell::Count(self.line.seq),
            hash: Cell::text(self.line.hash.to_string()),
            ..Row::of(self.of)
        }
    }

    fn answered<'r>(&'r self, answered: &'r Answer<'_>, people: &'r People) -> Row<'r> {
        let limits = answered.limits.as_ref();
        let limit = |own: Option<&'r Text<'_>>| {
            own.or(limits.and_then(|limits| limits.equals.as_ref())).map_or(Cell::Empty, |own| Cell::decimal(&*own.0))
        };
        Row {
            step: maybe(&answered.step),
            path: Cell::text(&*answered.path.0),
            item: maybe(&answered.item),
            kind: Cell::text(&*answered.kind.0),
            title: Cell::text(self.titles.text(&answered.title.0)),
            shown_at: moment(&answered.shown_at.0),
            by: Cell::text(&*answered.by.0),
            by_name: Cell::text(people.name(&answered.by.0)),
            role: maybe(&answered.role),
            assurance: people.assurance(answered.assurance, &answered.by.0),
            value: value(answered.value, &answered.kind.0),
            raw: answered.raw.map_or(Cell::Empty, typed),
            unit: Cell::maybe(answered.unit.as_ref().map(|unit| self.titles.text(&unit.0))),
            min: limit(limits.and_then(|limits| limits.min.as_ref())),
            max: limit(limits.and_then(|limits| limits.max.as_ref())),
            outcome: Cell::text(answered.outcome.word()),
            late: late(answered.window, answered.deadline),
            reason: maybe(&answered.reason),
            evidence: evidence(&answered.evidence),
            ..self.row()
        }
    }

    fn amended<'r>(&'r self, amended: &'r Amendment<'_>, people: &'r People) -> Row<'r> {
        let new = self.answered(&amended.new, people);
        let why = &*amended.reason.0;
        let reason = match &amended.new.reason {
            Some(own) if own.0 != why => Cell::text(format!("{why}; {}", own.0)),
            _ => Cell::text(why),
        };
        let old_value = value(amended.old.value, &amended.new.kind.0);
        Row { amends_seq: Cell::Count(amended.of), old_value, reason, ..new }
    }

    fn signed<'r>(&'r self, signed: &'r Signed, voided: bool) -> Row<'r> {
        let outcome = if self.was_declined(&signed.path) { Outcome::Corrected } else { Outcome::Done };
        Row {
            step: Cell::maybe(signed.step.as_deref()),
            path: Cell::text(&*signed.path),
            item: self.titles.item(&signed.path).map_or(Cell::Empty, Cell::text),
            kind: Cell::text("sign"),
            title: Cell::text(self.titles.text(&signed.title)),
            shown_at: signed.shown_at.as_ref().map_or(Cell::Empty, shown),
            by: Cell::text(&*signed.by),
            by_name: Cell::text(&*signed.name),
            role: Cell::maybe(signed.role.as_deref()),
            assurance: assurance(signed.assurance),
            outcome: Cell::text(if voided { VOIDED } else { outcome.word() }),
            late: late(signed.window, signed.deadline),
            reason: Cell::maybe(signed.note.as_deref()),
            evidence: evidence(&signed.evidence),
            meaning: Cell::text(self.titles.text(&signed.meaning)),
            ..self.row()
        }
    }

    fn declined(&self, declined: &Declined, people: &People, emit: &mut dyn FnMut(&Row<'_>)) {
        let title = self.title_of(&declined.path).or_else(|| self.titles.title(&declined.path));
        let (kind, meaning) = match declined.what {
            DeclinedWhat::Signature => ("sign", "declined"),
            DeclinedWhat::Override => ("override", "declined"),
        };
        emit(&Row {
            step: self.titles.id(&declined.path).map_or(Cell::Empty, Cell::text),
            path: Cell::text(&*declined.path),
            item: self.titles.item(&declined.path).map_or(Cell::Empty, Cell::text),
            kind: Cell::text(kind),
            title: title.as_deref().map_or(Cell::Empty, |title| Cell::text(self.titles.text(title))),
            shown_at: shown(&declined.shown_at),
            by: Cell::text(&*declined.by),
            by_name: Cell::text(people.name(&declined.by)),
            role: Cell::maybe(declined.role.as_deref()),
            assurance: people.assurance(None, &declined.by),
            outcome: Cell::text(Outcome::Failed.word()),
            late: late(declined.window, declined.deadline),
            reason: Cell::text(&*declined.reason),
            evidence: evidence(&declined.evidence),
            meaning: Cell::text(meaning),
            ..self.row()
        });
    }

    fn overridden(&self, overridden: &Overridden, emit: &mut dyn FnMut(&Row<'_>)) {
        let answers = self.before.iter().rev().filter_map(answer_of);
        let answered = answers.into_iter().find(|answered| answered.path.0 == overridden.path);
        let nobody = People::default();
        let base = answered.as_ref().map_or_else(|| self.row(), |answered| self.answered(answered, &nobody));
        emit(&Row {
            path: Cell::text(&*overridden.path),
            shown_at: shown(&overridden.shown_at),
            by: Cell::text(&*overridden.by),
            by_name: Cell::text(&*overridden.name),
            role: Cell::Empty,
            assurance: assurance(overridden.assurance),
            outcome: Cell::text(Outcome::Overridden.word()),
            late: Cell::Empty,
            reason: Cell::text(&*overridden.reason),
            evidence: Cell::Empty,
            ..base
        });
    }

    /// An answer of a step that is inactive now counts no more, though nobody has amended it: its branch is not taken any more.
    fn inactivated(&self, inactivated: &Inactivated, emit: &mut dyn FnMut(&Row<'_>)) {
        if matches!(inactivated.because, Because::When | Because::Branch) {
            // None of them was answered, and a million entries take their time.
            return;
        }
        let standing = self.standing();
        let answers = inactivated.steps.iter().filter_map(|named| standing.get(&*named.path));
        for (line, answered) in answers.filter_map(|line| Some((line, answer_of(line)?))) {
            emit(&Row {
                step: maybe(&answered.step),
                path: Cell::text(&*answered.path.0),
                item: maybe(&answered.item),
                kind: Cell::text(&*answered.kind.0),
                title: Cell::text(self.titles.text(&answered.title.0)),
                unit: Cell::maybe(answered.unit.as_ref().map(|unit| self.titles.text(&unit.0))),
                outcome: Cell::text(Outcome::Inactive.word()),
                amends_seq: Cell::Count(line.seq),
                old_value: value(answered.value, &answered.kind.0),
                ..self.row()
            });
        }
    }

    /// Returns the answers before this line that still counted, by the paths of their steps.
    fn standing(&self) -> HashMap<Cow<'a, str>, &'a Line<'a>> {
        let mut standing = HashMap::new();
        for line in self.before {
            match line.kind {
                "answered" | "amended" => drop(line.read().map(|of: PathOf<'_>| standing.insert(of.path.0, line))),
                "inactivated" => {
                    for named in line.read().map(|event: Inactivated| event.steps).unwrap_or_default() {
                        standing.remove(&*named.path);
                    }
                }
                _ => {}
            }
        }
        standing
    }

    /// Returns whether somebody has declined to sign a step since its signatures were last void: signing corrects that.
    fn was_declined(&self, path: &str) -> bool {
        let about = self.before.iter().rev().find_map(|line| match line.kind {
            "declined" => {
                let declined = line.read::<Declined>()?;
                (declined.path == path && declined.what == DeclinedWhat::Signature).then_some(true)
            }
            "signature_voided" => line.read::<SignatureVoided>().filter(|voided| voided.path == path).map(|_| false),
            _ => None,
        });
        about.unwrap_or_default()
    }

    /// Returns what the pages before called a step.
    fn title_of(&self, path: &str) -> Option<String> {
        let pages = self.before.iter().filter(|line| line.kind == "section_shown");
        let pages = pages.filter_map(|line| line.read::<SectionShown>());
        pages.flat_map(|page| page.steps).find(|step| step.path == path).map(|step| step.title)
    }
}

/// Returns the answer that a line holds, the new one of an amendment.
fn answer_of<'l>(line: &'l Line<'_>) -> Option<Answer<'l>> {
    match line.kind {
        "answered" => line.read::<Answer<'_>>(),
        "amended" => line.read::<Amendment<'_>>().map(|amended| amended.new),
        _ => None,
    }
}

fn shown(at: &Moment) -> Cell<'static> {
    Cell::Moment(at.to_rfc3339_opts(SecondsFormat::Millis, false).into())
}

fn maybe<'a>(text: &'a Option<Text<'_>>) -> Cell<'a> {
    Cell::maybe(text.as_ref().map(|text| &*text.0))
}

/// Returns how sure it is who answered.
pub(super) fn assurance(assurance: Assurance) -> Cell<'static> {
    Cell::text(match assurance {
        Assurance::Claimed => "claimed",
        Assurance::Pin => "pin",
        Assurance::Scripted => "scripted",
    })
}

fn late(window: Option<Timing>, deadline: Option<Timing>) -> Cell<'static> {
    let any = |wanted| [window, deadline].contains(&Some(wanted));
    Cell::text(match (any(Timing::Early), any(Timing::Late)) {
        (true, true) => "early late",
        (true, false) => "early",
        (false, true) => "late",
        (false, false) => "",
    })
}

/// Returns what was shown for an answer: numbers as typed, files by name and digest.
fn evidence(items: &[EvidenceItem]) -> Cell<'static> {
    if items.is_empty() {
        return Cell::Empty;
    }
    let one = |item: &EvidenceItem| -> Cow<'_, str> {
        match item {
            EvidenceItem::Reference(number) => number.clone().into(),
            EvidenceItem::File(file) => format!("{} sha256:{}", file.name, file.sha256).into(),
        }
    };
    Cell::text(items.iter().map(one).collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::{Cell, Line, RunCells, alarm, emit};
    use crate::export::row::COLUMNS;
    use crate::journal::Digest;
    use crate::language::Language;
    use crate::procedure::yaml::load;
    use crate::report::titles::Titles;

    const AT: &str = "2026-11-21T07:30:12.512+08:00";

    fn answered(value: &Json, outcome: &str) -> Json {
        json!({"step": "t", "path": "2", "kind": "measure", "title": "温度", "raw": "25", "value": value, "unit": "°C",
            "limits": {"equals": "20"}, "outcome": outcome, "reason": "hot", "section_shown_at": AT, "shown_at": AT,
            "window": "late", "deadline": "late", "by": "zhang", "role": "lead",
            "evidence": [{"reference": "7"}, {"file": {"name": "a.jpg", "sha256": "ab", "size": 1}}]})
    }

    /// Returns the rows of events, each as its columns that are not empty.
    fn rows(events: &[(&str, Json)]) -> Vec<Json> {
        rows_with(&Titles::default(), events)
    }

    fn rows_with(titles: &Titles, events: &[(&str, Json)]) -> Vec<Json> {
        let data: Vec<String> = events.iter().map(|(_, data)| data.to_string()).collect();
        let zipped = (1..).zip(events).zip(&data);
        let lines: Vec<Line<'_>> = zipped
            .map(|((seq, (kind, _)), data)| Line { seq, at: AT, kind, data: data.as_str(), hash: Digest::ZERO })
            .collect();
        let mut rows = Vec::new();
        emit(&lines, &RunCells::default(), titles, &mut |row| {
            let mut cells = COLUMNS.iter();
            let mut object = serde_json::Map::new();
            row.each(&mut |cell| {
                let name = cells.next().expect("a column");
                let text = match cell {
                    Cell::Empty => return,
                    Cell::Count(count) => count.to_string(),
                    Cell::Text(text) | Cell::Number(text) | Cell::Moment(text) | Cell::Date(text) => text.to_string(),
                };
                object.insert((*name).to_owned(), text.into());
            });
            rows.push(Json::Object(object));
        });
        rows
    }

    #[test]
    fn the_first_answer_and_its_amendment_both_stand() {
        let mut new = answered(&json!("20"), "done");
        new["reason"] = Json::Null;
        let amended =
            json!({"of": 1, "path": "2", "old": {"value": "25", "outcome": "failed"}, "new": new, "reason": "slip"});
        let rows = rows(&[("answered", answered(&json!("25"), "failed")), ("amended", amended)]);
        assert_eq!(
            (&rows[0]["value"], &rows[0]["outcome"], &rows[0]["amends_seq"]),
            (&json!("25"), &json!("failed"), &Json::Null)
        );
        let second = [&rows[1]["value"], &rows[1]["old_value"], &rows[1]["amends_seq"], &rows[1]["reason"]];
        assert_eq!(second, [&json!("20"), &json!("25"), &json!("1"), &json!("slip")]);
    }

    /// It stood there as one that counts.
    #[test]
    fn an_answer_that_no_longer_counts_is_told_once() {
        let inactivated =
            |path: &str| json!({"steps": [{"path": path, "title": "温度"}], "because": "amended", "of": "1"});
        let rows = rows(&[
            ("inactivated", inactivated("2")),
            ("answered", answered(&json!("25"), "failed")),
            ("amended", json!({"of": 1, "path": "1", "old": {}, "new": {}, "reason": "slip"})),
            ("inactivated", inactivated("2")),
            ("inactivated", inactivated("2")),
            ("answered", answered(&json!("20"), "done")),
        ]);
        assert_eq!(rows.len(), 3, "{rows:#?}");
        let [told, again] = [&rows[1], &rows[2]];
        let cells =
            [&told["seq"], &told["step"], &told["kind"], &told["outcome"], &told["amends_seq"], &told["old_value"]];
        assert_eq!(cells, ["4", "t", "measure", "inactive", "2", "25"]);
        assert_eq!([&told["value"], &told["by"], &again["outcome"]], [&Json::Null, &Json::Null, &json!("done")]);
    }

    #[test]
    fn limits_lateness_and_evidence_have_their_columns() {
        let rows = rows(&[("answered", answered(&json!("25"), "failed"))]);
        let cells = [&rows[0]["min"], &rows[0]["max"], &rows[0]["late"], &rows[0]["evidence"], &rows[0]["role"]];
        assert_eq!(cells, [&json!("20"), &json!("20"), &json!("late"), &json!("7; a.jpg sha256:ab"), &json!("lead")]);
    }

    #[test]
    fn an_override_names_the_step_that_it_waives_and_who_waived_it() {
        let overridden =
            json!({"path": "2", "by": "wang", "name": "王", "assurance": "pin", "reason": "reported", "shown_at": AT});
        let rows = rows(&[("answered", answered(&json!("25"), "failed")), ("overridden", overridden)]);
        let cells =
            [&rows[1]["title"], &rows[1]["by_name"], &rows[1]["assurance"], &rows[1]["outcome"], &rows[1]["value"]];
        assert_eq!(cells, [&json!("温度"), &json!("王"), &json!("pin"), &json!("overridden"), &json!("25")]);
    }

    #[test]
    fn what_was_shown_for_a_signature_has_its_column() {
        let shown = json!([{"reference": "7"}]);
        let signed = json!({"path": "3", "title": "签核", "by": "li", "name": "李娜", "meaning": "checked", "head": "h",
            "assurance": "claimed", "head_seq": 1, "evidence": shown});
        let declined =
            json!({"path": "3", "what": "signature", "reason": "no", "by": "li", "shown_at": AT, "evidence": shown});
        let rows = rows(&[("signed", signed), ("declined", declined)]);
        assert_eq!([&rows[0]["evidence"], &rows[1]["evidence"]], ["7", "7"]);
    }

    #[test]
    fn a_signature_that_an_amendment_voided_is_told_from_one_that_holds() {
        let signed = json!({"path": "3", "title": "签核", "by": "li", "name": "李娜", "meaning": "checked", "head": "h",
            "assurance": "claimed", "head_seq": 1});
        let voided = json!({"path": "3", "of": [1], "because": 2});
        let rows = rows(&[
            ("signed", signed.clone()),
            ("amended", json!({})),
            ("signature_voided", voided),
            ("signed", signed),
        ]);
        assert_eq!([&rows[0]["outcome"], &rows[1]["outcome"]], ["voided", "done"]);
    }

    #[test]
    fn who_declined_is_told_with_the_steps_title() {
        let page = json!({"path": "", "title": "P", "steps": [{"path": "3", "title": "签核"}]});
        let declined =
            json!({"path": "3", "what": "signature", "role": "lead", "reason": "not seen", "by": "li", "shown_at": AT});
        let rows = rows(&[("section_shown", page), ("declined", declined)]);
        let cells = [&rows[0]["title"], &rows[0]["outcome"], &rows[0]["reason"], &rows[0]["meaning"]];
        assert_eq!(cells, [&json!("签核"), &json!("failed"), &json!("not seen"), &json!("declined")]);
    }

    /// A signature that was declined first stood in the table as one that was given at once, the decline at no step.
    #[test]
    fn a_signature_after_a_decline_corrects_it_until_it_is_void() {
        let file = "procedure: p\ntitle: P\nroles: {lead: 班长, clerk: 职员}\nsteps: [第一项, {sign: 签核, id: s, by: [lead]}]\n";
        let procedure = load(Some("p"), file.as_bytes()).procedure.expect("a procedure");
        let titles = Titles::of(&[&procedure], "zh", Language::Zh);
        let signed = || {
            json!({"path": "2", "step": "s", "title": "签核", "by": "li", "name": "李娜", "meaning": "m", "head": "h",
                "assurance": "claimed", "head_seq": 1})
        };
        let declined = json!({"path": "2", "what": "signature", "reason": "no", "by": "li", "shown_at": AT});
        let voided = json!({"path": "2", "of": [2], "because": 3});
        let events = [("declined", declined), ("signed", signed()), ("signature_voided", voided), ("signed", signed())];
        let outcomes = |rows: &[Json]| rows.iter().map(|row| row["outcome"].clone()).collect::<Vec<_>>();
        assert_eq!(outcomes(&rows_with(&titles, &events[..2])), ["failed", "corrected"]);
        let rows = rows_with(&titles, &events);
        assert_eq!(outcomes(&rows), ["failed", "voided", "done"]);
        assert_eq!([&rows[0]["step"], &rows[0]["title"]], ["s", "签核"]);
    }

    #[test]
    fn values_are_flat_and_what_is_no_answer_has_no_row() {
        for (value, flat) in [
            (json!(true), "true"),
            (json!({"n": "7.10"}), "7.10"),
            (json!({"d": "24h"}), "24h"),
            (json!(["a", "b"]), r#"["a","b"]"#),
            (json!({"item": "A", "qty": {"n": "3"}}), r#"{"item":"A","qty":"3"}"#),
        ] {
            assert_eq!(rows(&[("answered", answered(&value, "done"))])[0]["value"], json!(flat));
        }
        assert!(rows(&[("paused", json!({})), ("answered", json!({"bad": 1})), ("later", json!({}))]).is_empty());
        assert_eq!(alarm(&RunCells::default(), "why").kind, Cell::text("altered"));
    }
}
