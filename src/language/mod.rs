//! What the program says, in English and in Chinese: one entry a message, both texts side by side.
//!
//! A message that lacks a language, or that leaves a parameter out of one text, does not compile. Texts of procedures,
//! notes and names are foreign and are never translated here; journals hold codes, not these words.

use chrono::Weekday;

/// Makes one function a message, and the `TABLE` of all of them for translators and tests.
///
/// ```text
/// messages! {
///     too_long(limit) { en: "longer than {limit} bytes", zh: "超过 {limit} 字节" }
/// }
/// // pub fn too_long(language: Language, limit: impl Display) -> String
/// ```
///
/// Every parameter must stand in both texts, as `{name}`; a brace of the text itself is doubled.
macro_rules! messages {
    ($($name:ident($($arg:ident),* $(,)?) { en: $en:literal, zh: $zh:literal $(,)? })*) => {
        $(
            #[doc = concat!("In English: `", $en, "`.")]
            #[must_use]
            pub fn $name(language: $crate::language::Language $(, $arg: impl ::std::fmt::Display)*) -> String {
                match language {
                    $crate::language::Language::En => format!($en $(, $arg = $arg)*),
                    $crate::language::Language::Zh => format!($zh $(, $arg = $arg)*),
                }
            }
        )*

        /// Every message of this area: key, English, Chinese.
        pub const TABLE: &[(&str, &str, &str)] = &[$((stringify!($name), $en, $zh)),*];
    };
}

pub mod commands;
pub mod duties;
pub mod explaining;
pub mod export;
pub mod format;
pub mod help;
pub mod prompter;
pub mod reading;
pub mod recorded;
pub mod records;
pub mod refusals;
pub mod run;
pub mod scenarios;
pub mod terminal;
pub mod validating;

/// A language the program speaks completely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese in simplified characters.
    Zh,
}

/// Who has a say in the language, the strongest first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes<'a> {
    /// `--lang`.
    pub flag: Option<Language>,
    /// `SIGNOFF_LANG`, as it stands in the environment.
    pub environment: Option<&'a str>,
    /// The site file's `lang`.
    pub site: Option<Language>,
    /// The system's locale, as [`system_locale`] gives it.
    pub system: Option<&'a str>,
}

impl Language {
    /// Returns the language of the first wish that names one; a name the program does not speak counts as no wish.
    #[must_use]
    pub fn choose(wishes: &Wishes<'_>) -> Self {
        let environment = wishes.environment.and_then(Self::parse);
        let system = wishes.system.and_then(Self::parse);
        wishes.flag.or(environment).or(wishes.site).or(system).unwrap_or_default()
    }

    /// Returns the language of a tag such as `zh`, `zh-CN`, `zh_CN.UTF-8` or `en_GB`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_', '.', '@']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "zh" => Some(Self::Zh),
            _ => None,
        }
    }

    /// Returns the code that `--lang` and the site file use.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// Returns what stands between a name and its value: `name: value`, `名称：值`.
    #[must_use]
    pub const fn colon(self) -> &'static str {
        match self {
            Self::En => ": ",
            Self::Zh => "：",
        }
    }

    /// Returns what stands between the clauses of one line: `a, b`, `甲，乙`.
    #[must_use]
    pub const fn comma(self) -> &'static str {
        match self {
            Self::En => ", ",
            Self::Zh => "，",
        }
    }

    /// Returns what stands between the items of a list: `a, b`, `甲、乙`.
    #[must_use]
    pub const fn between(self) -> &'static str {
        match self {
            Self::En => ", ",
            Self::Zh => "、",
        }
    }
}

/// Returns the system's locale, such as `zh-CN`; `C` and `POSIX` name no language and are left to [`Language::choose`]. \[door\]
#[must_use]
pub fn system_locale() -> Option<String> {
    sys_locale::get_locale()
}

/// Returns the full name of a day of the week: `Sunday`, `星期日`.
#[must_use]
pub const fn weekday(language: Language, day: Weekday) -> &'static str {
    let (en, zh) = match day {
        Weekday::Mon => ("Monday", "星期一"),
        Weekday::Tue => ("Tuesday", "星期二"),
        Weekday::Wed => ("Wednesday", "星期三"),
        Weekday::Thu => ("Thursday", "星期四"),
        Weekday::Fri => ("Friday", "星期五"),
        Weekday::Sat => ("Saturday", "星期六"),
        Weekday::Sun => ("Sunday", "星期日"),
    };
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::Weekday;

    use super::{
        Language, Wishes, commands, duties, explaining, export, format, help, prompter, reading, recorded, records,
        refusals, run, scenarios, terminal, validating, weekday,
    };

    /// Every area's table. A new area is added here.
    const TABLES: &[&[(&str, &str, &str)]] = &[
        commands::TABLE,
        explaining::TABLE,
        export::TABLE,
        format::TABLE,
        duties::TABLE,
        help::TABLE,
        prompter::TABLE,
        reading::TABLE,
        recorded::TABLE,
        records::TABLE,
        refusals::TABLE,
        run::TABLE,
        scenarios::TABLE,
        terminal::TABLE,
        validating::TABLE,
    ];

    fn messages() -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
        TABLES.iter().flat_map(|table| table.iter())
    }

    #[test]
    fn the_strongest_wish_decides() {
        let all = Wishes {
            flag: Some(Language::En),
            environment: Some("zh"),
            site: Some(Language::Zh),
            system: Some("zh-CN"),
        };
        assert_eq!(Language::choose(&all), Language::En);
        assert_eq!(Language::choose(&Wishes { flag: None, ..all }), Language::Zh);
        let site_over_system = Wishes { site: Some(Language::En), system: Some("zh-CN"), ..Wishes::default() };
        assert_eq!(Language::choose(&site_over_system), Language::En);
    }

    #[test]
    fn a_locale_without_a_language_we_speak_is_no_wish() {
        for system in [None, Some("C"), Some("POSIX"), Some("de-DE"), Some("")] {
            assert_eq!(Language::choose(&Wishes { system, ..Wishes::default() }), Language::En, "{system:?}");
        }
        let unknown = Wishes { environment: Some("fr"), system: Some("zh_CN.GBK"), ..Wishes::default() };
        assert_eq!(Language::choose(&unknown), Language::Zh);
        assert_eq!(Language::parse("ZH-Hans-CN"), Some(Language::Zh));
    }

    #[test]
    fn weekdays_have_names() {
        assert_eq!(weekday(Language::En, Weekday::Sun), "Sunday");
        assert_eq!(weekday(Language::Zh, Weekday::Sun), "星期日");
    }

    #[test]
    fn both_texts_have_the_same_placeholders() {
        for (key, en, zh) in messages() {
            assert_eq!(placeholders(en), placeholders(zh), "{key}");
        }
    }

    #[test]
    fn chinese_texts_use_chinese_punctuation() {
        for (key, _, zh) in messages() {
            assert_eq!(ascii_punctuation_beside_hanzi(zh), None, "{key}: {zh}");
        }
        assert_eq!(ascii_punctuation_beside_hanzi("温度,正常"), Some(','));
        assert_eq!(ascii_punctuation_beside_hanzi("时间 08:30，正常"), None);
    }

    #[test]
    fn a_chinese_text_has_chinese_in_it() {
        for (key, _, zh) in messages() {
            let own: String = zh.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect();
            assert!(own.chars().any(is_hanzi) || !own.chars().any(char::is_alphabetic), "{key}: {zh}");
        }
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        let named = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        named.map(|(name, _)| name.split(':').next().unwrap_or_default()).collect()
    }

    fn ascii_punctuation_beside_hanzi(text: &str) -> Option<char> {
        let characters: Vec<char> = text.chars().collect();
        let beside = |pair: &[char]| match pair {
            [mark @ (',' | ':' | ';' | '?' | '!' | '(' | ')'), other]
            | [other, mark @ (',' | ':' | ';' | '?' | '!' | '(' | ')')]
                if is_hanzi(*other) =>
            {
                Some(*mark)
            }
            _ => None,
        };
        characters.windows(2).find_map(beside)
    }

    fn is_hanzi(c: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&c)
    }
}
