//! Texts in one language or several, each a template. Never falls back to nothing: a text always has a first entry.

use super::expression::Template;

/// A text of a procedure: plain for every language, or one entry for each.
#[derive(Clone, Debug)]
pub struct Text {
    entries: Vec<(Option<String>, Template)>,
}

impl Text {
    /// Returns a text that serves every language.
    #[must_use]
    pub fn plain(template: Template) -> Self {
        Self { entries: vec![(None, template)] }
    }

    /// Returns the plain text that `source` is, or `None` where it is no template.
    #[must_use]
    pub fn parse(source: &str) -> Option<Self> {
        Template::parse(source).ok().map(Self::plain)
    }

    /// Returns a text with an entry for each language, or `None` where there is no entry.
    #[must_use]
    pub fn mapped(entries: Vec<(String, Template)>) -> Option<Self> {
        let entries: Vec<_> = entries.into_iter().map(|(language, text)| (Some(language), text)).collect();
        (!entries.is_empty()).then_some(Self { entries })
    }

    /// Returns the entry for `language` (such as `zh`), else the first one.
    #[must_use]
    pub fn get(&self, language: &str) -> &Template {
        let wanted = self.entries.iter().find(|(entry, _)| entry.as_deref() == Some(language));
        &wanted.unwrap_or(&self.entries[0]).1
    }

    /// Returns the languages that have an entry of their own; empty for a plain text.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|(language, _)| language.as_deref())
    }

    /// Returns whether one of the entries is written exactly so.
    #[must_use]
    pub fn reads(&self, words: &str) -> bool {
        self.templates().any(|template| template.source().trim() == words.trim())
    }

    /// Returns every entry's template.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        self.entries.iter().map(|(_, template)| template)
    }
}
