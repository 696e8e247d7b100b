//! What the program says, in English and in Chinese.

/// A language the program speaks completely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese in simplified characters.
    Zh,
}
