//! Colour, decided once, and the characters a terminal can be trusted with.
//!
//! Every escape byte of a colour comes from [`Style::paint`], and where colour is off it adds no byte at all. Colour never
//! says anything alone: a word or a mark stands beside it.

use std::borrow::Cow;

/// `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorWish {
    /// As the environment and the terminal say.
    #[default]
    Auto,
    /// Even where no terminal is.
    Always,
    /// Not at all.
    Never,
}

/// What decides about colour on one stream: the flag and the environment, as they were found.
#[derive(Clone, Copy, Debug, Default)]
pub struct ColorInputs<'a> {
    /// `--color`.
    pub wish: ColorWish,
    /// `NO_COLOR` (no-color.org: any value but the empty one counts).
    pub no_color: Option<&'a str>,
    /// `CLICOLOR_FORCE` (bixense.com/clicolors: any value but `0` and the empty one).
    pub clicolor_force: Option<&'a str>,
    /// `CLICOLOR` (`0` means none).
    pub clicolor: Option<&'a str>,
    /// `TERM` (`dumb` means none).
    pub term: Option<&'a str>,
    /// Whether the stream is a terminal.
    pub terminal: bool,
}

/// Whether colours are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// No byte of an escape sequence.
    #[default]
    Off,
    /// Escape sequences of the sixteen colours every terminal has.
    On,
}

impl Color {
    /// Returns the one decision: `--color` over `NO_COLOR` over `CLICOLOR_FORCE` over `CLICOLOR=0` over `TERM=dumb` over
    /// whether the stream is a terminal.
    #[must_use]
    pub fn decide(inputs: &ColorInputs<'_>) -> Self {
        let set = |value: Option<&str>| value.is_some_and(|value| !value.is_empty());
        let forced = set(inputs.clicolor_force) && inputs.clicolor_force != Some("0");
        match inputs.wish {
            ColorWish::Always => Self::On,
            ColorWish::Never => Self::Off,
            ColorWish::Auto if set(inputs.no_color) => Self::Off,
            ColorWish::Auto if forced => Self::On,
            ColorWish::Auto if inputs.clicolor == Some("0") || inputs.term == Some("dumb") => Self::Off,
            ColorWish::Auto if inputs.terminal => Self::On,
            ColorWish::Auto => Self::Off,
        }
    }
}

/// Which characters may be drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// All of them.
    #[default]
    Unicode,
    /// `--ascii`: none that some terminals draw one column wide and others two.
    Ascii,
}

/// What a piece of text is, so that it can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The name of a procedure, a section, a column.
    Title,
    /// A warning, a deviation.
    Warning,
    /// Done, in order.
    Good,
    /// Not in order, refused.
    Bad,
    /// What need not be read.
    Dim,
    /// The prompt before the cursor.
    Prompt,
}

impl Role {
    /// Returns the parameters of the `SGR` sequence.
    const fn codes(self) -> &'static str {
        match self {
            Self::Title => "1",
            Self::Warning => "1;33",
            Self::Good => "32",
            Self::Bad => "1;31",
            Self::Dim => "2",
            Self::Prompt => "1;36",
        }
    }
}

/// How text looks on one stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are sent.
    pub color: Color,
    /// Which characters may be drawn.
    pub glyphs: Glyphs,
}

impl Style {
    /// No colour, all characters.
    pub const PLAIN: Self = Self { color: Color::Off, glyphs: Glyphs::Unicode };

    /// Returns `text` in the colour of `role`, or as it is where colour is off. Measure and wrap before painting.
    #[must_use]
    pub fn paint(self, role: Role, text: &str) -> String {
        match self.color {
            Color::On if !text.is_empty() => format!("\x1b[{}m{text}\x1b[0m", role.codes()),
            Color::On | Color::Off => text.to_owned(),
        }
    }

    /// Returns `text` with the characters of uncertain width replaced where `--ascii` asks for it. It may become longer,
    /// so measure and wrap afterwards.
    #[must_use]
    pub fn text(self, text: &str) -> Cow<'_, str> {
        match self.glyphs {
            Glyphs::Ascii if text.chars().any(|c| ascii_form(c).is_some()) => Cow::Owned(in_ascii(text)),
            Glyphs::Ascii | Glyphs::Unicode => Cow::Borrowed(text),
        }
    }

    /// Returns what ends a text that was cut.
    #[must_use]
    pub const fn ellipsis(self) -> &'static str {
        match self.glyphs {
            Glyphs::Unicode => "…",
            Glyphs::Ascii => "...",
        }
    }
}

fn in_ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match ascii_form(c) {
            Some(form) => plain.push_str(form),
            None => plain.push(c),
        }
    }
    plain
}

/// Returns what stands for `c` under `--ascii`: the characters of row C10 of the terminal survey and their kin.
fn ascii_form(c: char) -> Option<&'static str> {
    Some(match c {
        '°' => "deg ",
        '℃' => "deg C",
        '℉' => "deg F",
        '±' => "+/-",
        '×' => "x",
        '÷' => "/",
        '·' | '•' | '●' | '■' | '★' | '◆' | '▲' => "*",
        '○' | '□' | '☆' | '◇' | '△' => "o",
        '—' => "--",
        '–' | '−' | '‐' | '‑' => "-",
        '…' => "...",
        '“' | '”' => "\"",
        '‘' | '’' => "'",
        '→' => "->",
        '←' => "<-",
        '↑' => "^",
        '↓' => "v",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '≈' => "~",
        '‰' => "0/00",
        '№' => "No.",
        '§' => "S.",
        '²' => "^2",
        '³' => "^3",
        'µ' | 'μ' => "u",
        'Ω' => "ohm",
        '✓' | '✔' => "OK",
        '✗' | '✘' => "X",
        '⚠' => "!",
        '›' => ">",
        '‹' => "<",
        '①'..='⑨' => circled(c),
        '␀'..='␟' => control_picture(c),
        '␡' => "^?",
        '─'..='╿' => box_line(c),
        _ => return None,
    })
}

fn circled(c: char) -> &'static str {
    const FORMS: [&str; 9] = ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"];
    let index = (u32::from(c) - u32::from('①')) as usize;
    FORMS.get(index).copied().unwrap_or("(?)")
}

fn control_picture(c: char) -> &'static str {
    const FORMS: [&str; 32] = [
        "^@", "^A", "^B", "^C", "^D", "^E", "^F", "^G", "^H", "^I", "^J", "^K", "^L", "^M", "^N", "^O", "^P", "^Q",
        "^R", "^S", "^T", "^U", "^V", "^W", "^X", "^Y", "^Z", "^[", "^\\", "^]", "^^", "^_",
    ];
    let index = (u32::from(c) - u32::from('␀')) as usize;
    FORMS.get(index).copied().unwrap_or("^?")
}

const fn box_line(c: char) -> &'static str {
    match c {
        '─' | '━' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍' | '╴' | '╶' | '╸' | '╺' => "-",
        '═' => "=",
        '│' | '┃' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏' | '║' | '╵' | '╷' | '╹' | '╻' => "|",
        _ => "+",
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::{Color, ColorInputs, ColorWish, Glyphs, Role, Style};

    #[test]
    fn c8_one_decision_about_colour() {
        let terminal = ColorInputs { terminal: true, term: Some("xterm"), ..ColorInputs::default() };
        let pipe = ColorInputs { terminal: false, ..terminal };
        for (inputs, expected) in [
            (terminal, Color::On),
            (pipe, Color::Off),
            (ColorInputs { wish: ColorWish::Never, clicolor_force: Some("1"), ..terminal }, Color::Off),
            (ColorInputs { wish: ColorWish::Always, no_color: Some("1"), term: Some("dumb"), ..pipe }, Color::On),
            (ColorInputs { no_color: Some("1"), clicolor_force: Some("1"), ..terminal }, Color::Off),
            (ColorInputs { no_color: Some(""), ..terminal }, Color::On),
            (ColorInputs { clicolor_force: Some("1"), clicolor: Some("0"), ..pipe }, Color::On),
            (ColorInputs { clicolor_force: Some("0"), ..pipe }, Color::Off),
            (ColorInputs { clicolor: Some("0"), ..terminal }, Color::Off),
            (ColorInputs { term: Some("dumb"), ..terminal }, Color::Off),
        ] {
            assert_eq!(Color::decide(&inputs), expected, "{inputs:?}");
        }
    }

    #[test]
    fn no_byte_of_an_escape_where_colour_is_off() {
        assert_eq!(Style::PLAIN.paint(Role::Bad, "超限"), "超限");
        let colored = Style { color: Color::On, ..Style::PLAIN };
        assert_eq!(colored.paint(Role::Bad, "超限"), "\x1b[1;31m超限\x1b[0m");
        assert_eq!(colored.paint(Role::Bad, ""), "");
    }

    #[test]
    fn c10_ascii_leaves_no_character_of_uncertain_width() {
        let style = Style { glyphs: Glyphs::Ascii, ..Style::PLAIN };
        let text = "° ± × ℃ — … “ ” ‘ ’ ① ⑨ ■ ● ★ → ≤ ≥ № ✓ ✗ › │ ┆ ─ ═ ┌ ┼ ╪ ␛ ␡ 大厅";
        let plain = style.text(text);
        assert_eq!(plain.width(), plain.width_cjk(), "{plain}");
        assert_eq!(style.text("25 °C，比上限 22 高 3 ℃"), "25 deg C，比上限 22 高 3 deg C");
        assert_eq!(style.text("␛[2J"), "^[[2J");
        assert_eq!(Style::PLAIN.text(text), text);
    }
}
