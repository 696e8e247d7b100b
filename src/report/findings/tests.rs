//! What every format makes of awkward findings, and of none.

use std::collections::HashSet;

use serde_json::Value;

use super::step_summary::StepSummary;
use super::{Format, Judged, Manner, Sum};
use crate::language::Language;
use crate::procedure::finding::{Finding, both};

const ALL: [Format; 6] = [Format::Human, Format::Json, Format::Sarif, Format::Github, Format::Gitlab, Format::Junit];

fn manner(format: Format) -> Manner {
    Manner { format, language: Language::En, color: false, strict: false }
}

fn document(format: Format, files: &[Judged]) -> String {
    let manner = manner(format);
    let mut sum = Sum::default();
    files.iter().for_each(|file| sum.add(&file.findings));
    let pieces: Vec<String> = files.iter().map(|file| manner.piece(file)).filter(|piece| !piece.is_empty()).collect();
    format!("{}{}{}", manner.head(), pieces.join(manner.between()), manner.foot(&sum))
}

/// A file whose name and findings hold whatever could end a field of a format.
fn awkward() -> Judged {
    let source = "标题：a\n灯\tb 👩‍🔧 c\n".to_owned();
    let evil = "100%, a:b\r\n::error::x \u{1b}[2J | <b> `c` ]]> \"q\" & \u{202e}";
    let findings = vec![
        Finding::error("first-rule", 6..9, both!("{evil}", "坏 {evil}"))
            .help(both!("do so", "这样做"))
            .suggest(6..9, ": "),
        Finding::warning("second-rule", 11..28, both!("again", "再")),
        Finding::warning("second-rule", 14..15, both!("again", "再")),
    ];
    Judged { path: "a b/开门,100%:x&.yaml".to_owned(), source, findings }
}

fn clean() -> Judged {
    Judged { path: "clean.yaml".to_owned(), source: "a: 1\n".to_owned(), findings: vec![] }
}

fn parsed(format: Format, files: &[Judged]) -> Value {
    serde_json::from_str(&document(format, files)).expect("JSON")
}

#[test]
fn documents_without_findings_are_whole() {
    for files in [&[][..], &[clean()], &[clean(), clean()]] {
        assert_eq!(parsed(Format::Json, files)["summary"]["files"], files.len());
        assert_eq!(parsed(Format::Json, files)["findings"], Value::Array(vec![]));
        assert_eq!(parsed(Format::Sarif, files)["runs"][0]["results"], Value::Array(vec![]));
        assert_eq!(parsed(Format::Gitlab, files), Value::Array(vec![]));
        assert_eq!(document(Format::Junit, files).matches("<testcase").count(), files.len());
        assert_eq!(document(Format::Github, files).lines().count(), 1);
    }
}

#[test]
fn files_without_findings_leave_no_gap_between_others() {
    for files in [[clean(), awkward(), clean()], [awkward(), clean(), awkward()], [awkward(), awkward(), clean()]] {
        let findings: usize = files.iter().map(|file| file.findings.len()).sum();
        assert_eq!(parsed(Format::Json, &files)["findings"].as_array().map(Vec::len), Some(findings));
        assert_eq!(parsed(Format::Sarif, &files)["runs"][0]["results"].as_array().map(Vec::len), Some(findings));
        assert_eq!(parsed(Format::Gitlab, &files).as_array().map(Vec::len), Some(findings));
    }
}

#[test]
fn commands_of_github_cannot_be_forged() {
    insta::assert_snapshot!(document(Format::Github, &[awkward()]), @r#"
    ::error file=a b/开门%2C100%25%3Ax&.yaml,line=1,endLine=1,col=3,endColumn=4,title=first-rule::100%25, a:b␍␊::error::x ␛[2J | <b> `c` ]]> "q" & <U+202E>%0Ahelp: do so
    ::warning file=a b/开门%2C100%25%3Ax&.yaml,line=2,endLine=2,col=1,endColumn=8,title=second-rule::again
    ::warning file=a b/开门%2C100%25%3Ax&.yaml,line=2,endLine=2,col=2,endColumn=3,title=second-rule::again
    files: 1, errors: 1, warnings: 2
    "#);
}

#[test]
fn junit_is_xml_whatever_a_message_holds() {
    insta::assert_snapshot!(document(Format::Junit, &[awkward(), clean()]), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="signoff validate">
      <testsuite name="a b/开门,100%:x&amp;.yaml" tests="1" failures="1" errors="0" time="0">
        <testcase classname="a b/开门,100%:x&amp;.yaml" name="first-rule 1:3" file="a b/开门,100%:x&amp;.yaml" line="1" time="0">
          <failure type="first-rule" message="100%, a:b␍␊::error::x ␛[2J | &lt;b&gt; `c` ]]&gt; &quot;q&quot; &amp; &lt;U+202E&gt;">a b/开门,100%:x&amp;.yaml:1:3: 100%, a:b␍␊::error::x ␛[2J | &lt;b&gt; `c` ]]&gt; &quot;q&quot; &amp; &lt;U+202E&gt;
    help: do so</failure>
        </testcase>
        <system-out>warning[second-rule]: a b/开门,100%:x&amp;.yaml:2:1: again
    warning[second-rule]: a b/开门,100%:x&amp;.yaml:2:2: again</system-out>
      </testsuite>
      <testsuite name="clean.yaml" tests="1" failures="0" errors="0" time="0">
        <testcase classname="clean.yaml" name="clean.yaml" file="clean.yaml" time="0"/>
      </testsuite>
    </testsuites>
    "#);
}

#[test]
fn the_table_of_a_step_shows_foreign_text_as_it_is() {
    let (mut table, mut sum) = (StepSummary::default(), Sum::default());
    for _ in 0..60 {
        table.add(&awkward(), Language::En);
        sum.add(&awkward().findings);
    }
    let text = table.render(&sum, Language::En);
    let rows: Vec<&str> =
        text.lines().filter(|line| line.starts_with("| error") || line.starts_with("| warn")).collect();
    assert_eq!(rows.len(), 100);
    assert!(rows[..50].iter().all(|row| row.starts_with("| error |")), "errors first");
    assert!(text.contains("and 80 more in the log"), "{text}");
    insta::assert_snapshot!(rows[0], @r#"
    | error | a b/开门,100\%:x\&.yaml:1:3 | first-rule | 100\%, a:b␍␊::error::x ␛\[2J \| \<b\> \`c\` \]\]\> "q" \& \<U\+202E\> |
    "#);
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let document = parsed(Format::Sarif, &[awkward()]);
    assert_eq!(document["version"], "2.1.0");
    let run = &document["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "signoff");
    let rules: HashSet<&str> =
        driver["rules"].as_array().expect("rules").iter().filter_map(|rule| rule["id"].as_str()).collect();
    for result in run["results"].as_array().expect("results") {
        assert!(rules.contains(result["ruleId"].as_str().expect("a rule")));
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b/%E5%BC%80%E9%97%A8%2C100%25%3Ax%26.yaml");
    }
    let region = &run["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!([&region["startLine"], &region["startColumn"], &region["endColumn"]], [1, 3, 4]);
    assert_eq!(run["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], ": ");
}

#[test]
fn fingerprints_outlive_moved_lines_and_tell_twins_apart() {
    let prints = |file: &Judged| -> Vec<String> {
        let value = parsed(Format::Gitlab, std::slice::from_ref(file));
        let issues = value.as_array().expect("issues").iter();
        issues.map(|issue| issue["fingerprint"].as_str().expect("a fingerprint").to_owned()).collect()
    };
    let before = awkward();
    let mut after = awkward();
    after.source.insert_str(0, "# a remark\n");
    for finding in &mut after.findings {
        finding.span = finding.span.start + 11..finding.span.end + 11;
    }
    assert_eq!(prints(&before), prints(&after));
    assert_eq!(prints(&before).into_iter().collect::<HashSet<_>>().len(), 3);
}

#[test]
fn every_format_speaks_both_languages() {
    for format in ALL {
        for (language, word) in [(Language::En, "again"), (Language::Zh, "再")] {
            let manner = Manner { language, ..manner(format) };
            assert!(manner.piece(&awkward()).contains(word), "{format:?}");
        }
    }
}

#[test]
fn warnings_fail_in_junit_only_when_strict() {
    let failures = |strict| Manner { strict, ..manner(Format::Junit) }.piece(&awkward()).matches("<failure").count();
    assert_eq!((failures(false), failures(true)), (1, 3));
}
