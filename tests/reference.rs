//! `examples/format.md`, the reference of the format: made from the tables that the loaders read by, and compared with the
//! file. After a change of the tables `SIGNOFF_WRITE_REFERENCE=1 cargo test --test reference` writes it anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use signoff::language::{Language, format};
use signoff::procedure::shape::{Key, Place, Shape};
use signoff::procedure::yaml::keys::{COMMON, KINDS, Kind, RESERVED, places};
use signoff::scenario::keys::{ANSWER_FILE, SCENARIO_FILE};
use signoff::site::keys::SITE;

const FILE: &str = "examples/format.md";

/// Both languages of a text.
fn both(zh: &str, en: &str) -> String {
    format!("{zh}<br>{en}")
}

/// Returns the name of a key or kind, linked to the example of it where there is one.
fn linked(name: &str) -> String {
    let file = format!("features/{}.yaml", name.replace('_', "-"));
    if Path::new("examples").join(&file).exists() { format!("[`{name}`]({file})") } else { format!("`{name}`") }
}

/// Returns links to the examples of a kind: `record` has a form and a table.
fn examples_of(kind: &str) -> String {
    let found = fs::read_dir("examples/features").expect("the folder").filter_map(|entry| {
        let name = entry.expect("an entry").file_name().into_string().ok()?;
        let id = name.strip_suffix(".txt")?;
        let of_it = id == kind || id.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-'));
        of_it.then(|| format!("[`{id}.yaml`](features/{id}.yaml) ([终端 terminal](features/{name}))"))
    });
    let mut found: Vec<String> = found.collect();
    found.sort();
    format!("例 Example: {}", found.join(", "))
}

/// Returns what `key` means, in both languages, as a cell.
fn meaning(place: &str, key: &str) -> String {
    let [zh, en] = [Language::Zh, Language::En].map(|language| {
        format::meaning(language, place, key).unwrap_or_else(|| panic!("`{place}.{key}` means nothing"))
    });
    both(zh, en).replace('|', "\\|")
}

fn link(place: &Place) -> String {
    format!("[{0}](#{0})", place.name)
}

/// Returns what the value of a key is.
fn kind_of_value(shape: Shape) -> String {
    let plain = match shape {
        Shape::Text => "文字 text, `{zh: …, en: …}`",
        Shape::Line | Shape::Phrase => "文字 text",
        Shape::ProcedureId => "规程编号 `kebab-case`",
        Shape::NewId | Shape::Identifier => "新名字 new name",
        Shape::Name => "名字 name",
        Shape::Boolean => "`true` `false`",
        Shape::Number => "数字 number",
        Shape::Percent => "数字 0–100 或表达式 number 0–100 or expression",
        Shape::Bound => "数字或表达式 number or expression; 时间、日期 time, date",
        Shape::Duration => "时长 length of time, `1h30m`",
        Shape::TimeSpan => "时长或表达式 length of time or expression",
        Shape::Time => "时刻 time of day, `\"08:30\"`",
        Shape::WindowTime => "时刻 time of day; 有 `of` 时为时长 with `of` a length of time, `-30m`",
        Shape::Language => "`zh` `en`",
        Shape::Moment => "日期时间 date and time, `2026-11-23T08:40:00+08:00`",
        Shape::Expression => "表达式 expression",
        Shape::Items => "列表、表达式或数字 list, expression or number",
        Shape::Value => "由 `type` 决定 as `type` says",
        Shape::Reply => "值、表单或多行 value, form or rows",
        Shape::Steps => "步骤 steps",
        Shape::Lines | Shape::SomeLines | Shape::Texts | Shape::Phrases => "文字列表 list of texts",
        Shape::Names | Shape::StepNames => "名字列表 list of names",
        Shape::NamedTexts => "名字到文字 names to texts",
        Shape::Arguments | Shape::Parameters => "参数名到值 parameters to values",
        Shape::StepValues => "步骤名到值 steps to values",
        Shape::Reasons => "规则到理由 rules to reasons",
        Shape::Word(words) => return words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" "),
        Shape::Count(least) => return format!("整数 whole number, ≥ {least}"),
        Shape::Map(place) => return link(place),
        Shape::Maps(place) => return format!("列表 list of {}", link(place)),
        Shape::Named(place) => return format!("名字到 names to {}", link(place)),
        Shape::Answers(one, list) => return format!("步骤名到 steps to: 值 value, {}, {}", link(one), link(list)),
        Shape::AnswerList(one) => return format!("列表 list of: 值 value, {}", link(one)),
        Shape::Signers(declines) => return format!("角色到 roles to: 人 person, {}", link(declines)),
    };
    plain.to_owned()
}

fn row(page: &mut String, place: &str, key: &Key, must: bool) {
    let default = match (must, key.default, key.ground) {
        (true, ..) => "必需 required".to_owned(),
        (_, Some(default), _) => format!("`{default}`"),
        (_, None, Some(_)) if key.required => "必需 required".to_owned(),
        _ => "–".to_owned(),
    };
    let mut value = kind_of_value(key.shape);
    if let Some(ground) = key.ground {
        let words: Vec<_> = ground.words.iter().map(|word| format!("`{}: {word}`", ground.key)).collect();
        write!(value, "<br>仅 only with {}", words.join(", ")).expect("a text");
    }
    let name = if place == "step" { linked(key.name) } else { format!("`{}`", key.name) };
    writeln!(page, "| {name} | {value} | {default} | {} |", meaning(place, key.name)).expect("a text");
}

const HEAD: &str = "| 键 key | 值 value | 默认 default | 含义 meaning |\n|---|---|---|---|\n";

fn section(page: &mut String, place: &Place) {
    let purpose = [Language::Zh, Language::En].map(|language| format::place(language, place.name).unwrap_or_default());
    writeln!(page, "\n### {}\n\n{}\n\n{HEAD}", place.name, purpose.join("<br>")).expect("a text");
    page.truncate(page.trim_end().len());
    page.push('\n');
    place.keys.iter().for_each(|key| row(page, place.name, key, key.required && key.ground.is_none()));
    if !place.at_least_one.is_empty() {
        let keys: Vec<_> = place.at_least_one.iter().map(|key| format!("`{key}`")).collect();
        writeln!(page, "\n至少要有一个 At least one of: {}", keys.join(", ")).expect("a text");
    }
}

fn kind_section(page: &mut String, kind: &Kind) {
    writeln!(page, "\n### {}\n\n{}\n", kind.word, meaning(kind.word, kind.word)).expect("a text");
    writeln!(page, "{}\n", examples_of(kind.word)).expect("a text");
    let also: Vec<_> = kind.some.iter().map(|key| format!("`{}`", key.name)).collect();
    let id = if kind.named { "`id` 必需 required. " } else { "" };
    let also = if also.is_empty() { String::new() } else { format!("另有 also: {}.", also.join(", ")) };
    if !id.is_empty() || !also.is_empty() {
        writeln!(page, "{}\n", format!("{id}{also}").trim()).expect("a text");
    }
    page.push_str(HEAD);
    kind.own.iter().for_each(|key| row(page, kind.word, key, key.required && key.ground.is_none()));
}

/// Returns the keys that several kinds have but not all, each once.
fn some_keys() -> Vec<&'static Key> {
    let mut keys: Vec<&Key> = Vec::new();
    for key in KINDS.iter().flat_map(|kind| kind.some) {
        if !keys.iter().any(|known| known.name == key.name) {
            keys.push(key);
        }
    }
    keys
}

fn reference() -> String {
    let mut page = String::from(
        "# 格式参考 The format\n\n\
         每个文件的每个键：值的类型、默认值、含义。由程序自身的表生成，测试会比对。编辑器可用 `signoff schema`。<br>\n\
         Every key of every file: its value, its default and what it means. Made from the program's own tables and compared \
         by a test. For editors there is `signoff schema`.\n\n\
         每项功能的小例子、操作时的画面和日志见 [`features`](features/README.md)。Small examples of each feature, with the screens and \
         journals they give, are in [`features`](features/README.md).\n\n## 规程 Procedure\n",
    );
    let (file, inner): (Vec<_>, Vec<_>) = places().into_iter().partition(|place| place.name == "procedure");
    file.iter().for_each(|place| section(&mut page, place));
    let step = [Language::Zh, Language::En].map(|language| format::place(language, "step").unwrap_or_default());
    writeln!(page, "\n## 步骤 Step\n\n{}\n\n### 各类共有 Keys of all kinds\n\n{HEAD}", step.join("<br>"))
        .expect("a text");
    page.truncate(page.trim_end().len());
    page.push('\n');
    COMMON.iter().for_each(|key| row(&mut page, "step", key, false));
    page.push_str(&format!("\n### 部分类型才有 Keys of some kinds\n\n{HEAD}"));
    some_keys().into_iter().for_each(|key| row(&mut page, "step", key, false));
    page.push_str("\n## 步骤类型 Kinds of steps\n");
    KINDS.iter().for_each(|kind| kind_section(&mut page, kind));
    page.push_str("\n## 规程里的其他映射 Other maps of a procedure\n");
    inner.iter().for_each(|place| section(&mut page, place));
    for (title, place) in [
        ("站点文件 Site file", &SITE),
        ("答案文件 Answer file", &ANSWER_FILE),
        ("情景文件 Scenario file", &SCENARIO_FILE),
    ] {
        write!(page, "\n## {title}\n").expect("a text");
        // A scenario's answers are those of an answer file.
        let known = ANSWER_FILE.all();
        let is_new =
            |inner: &&&Place| place.name == "answer_file" || !known.iter().any(|known| known.name == inner.name);
        place.all().iter().filter(is_new).for_each(|place| section(&mut page, place));
    }
    let reserved: Vec<_> = RESERVED.iter().map(|word| format!("`{word}`")).collect();
    writeln!(
        page,
        "\n## 保留字 Reserved\n\n步骤、参数和循环变量不能叫 No step, parameter or loop variable is called: {}",
        reserved.join(" ")
    )
    .expect("a text");
    page
}

#[test]
fn the_reference_is_that_of_the_tables() {
    let page = reference();
    if std::env::var_os("SIGNOFF_WRITE_REFERENCE").is_some() {
        fs::write(FILE, &page).expect("writes");
    }
    let written = fs::read_to_string(FILE).unwrap_or_default();
    let differs = page.lines().zip(written.lines()).find(|(made, found)| made != found);
    assert!(page == written, "{FILE} is not that of the tables (see the head of this test): {differs:?}");
}
