//! Lines of a report fitted to a width: everything on it is made showable, wrapped, then painted. It writes nowhere.

use crate::terminal::sanitize::Shown;
use crate::terminal::style::Role;
use crate::terminal::table::Layout;
use crate::terminal::wrap::{hang, pad, width};

/// What stands before text whose own beginning leaves it too little room.
const STEP_IN: &str = "    ";

/// Text that is being laid out.
#[derive(Debug)]
pub struct Page {
    /// Width, colour, characters, language.
    pub layout: Layout,
    text: String,
}

impl Page {
    /// Returns an empty page.
    #[must_use]
    pub fn new(layout: Layout) -> Self {
        Self { layout, text: String::new() }
    }

    /// Adds `text` behind `first`, the lines after the first indented by as much. Newlines of `text` stay.
    pub fn add(&mut self, first: &str, text: &str) -> &mut Self {
        self.put(None, first, text)
    }

    /// Adds the same in the colour of `role`.
    pub fn add_in(&mut self, role: Role, first: &str, text: &str) -> &mut Self {
        self.put(Some(role), first, text)
    }

    /// Adds `name` padded to `column`, and `text` behind it.
    pub fn field(&mut self, role: Option<Role>, name: &str, column: usize, text: &str) -> &mut Self {
        let name = format!("{}  ", pad(&self.layout.style.text(name), column));
        self.put(role, &name, text)
    }

    /// Adds an empty line, unless one stands there already or nothing does.
    pub fn gap(&mut self) -> &mut Self {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self
    }

    /// Returns the page.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }

    fn put(&mut self, role: Option<Role>, first: &str, text: &str) -> &mut Self {
        let (style, room) = (self.layout.style, self.layout.width);
        let first = style.text(Shown::line(first).as_str()).into_owned();
        let text = style.text(Shown::block(text).as_str()).into_owned();
        let crowded = width(&first) > room / 2 && width(&first) + width(&text) > room;
        let lines = if crowded && !first.trim().is_empty() {
            let mut lines = hang("", first.trim_end(), room);
            lines.extend(hang(STEP_IN, &text, room));
            lines
        } else if crowded {
            hang(STEP_IN, &text, room)
        } else {
            hang(&first, &text, room)
        };
        for line in lines {
            self.text.push_str(&role.map_or_else(|| line.clone(), |role| style.paint(role, &line)));
            self.text.push('\n');
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Page;
    use crate::language::Language;
    use crate::terminal::screen::Screen;
    use crate::terminal::style::Style;
    use crate::terminal::table::Layout;

    fn page(width: usize) -> Page {
        Page::new(Layout { width, screen: Screen::Rich, style: Style::PLAIN, language: Language::Zh })
    }

    #[test]
    fn a_long_beginning_has_a_line_of_its_own() {
        let mut page = page(24);
        page.add("4[resource].1.fail.1  ", "怎样补足库存数量").add("1  ", "短");
        assert_eq!(page.finish(), "4[resource].1.fail.1\n    怎样补足库存数量\n1  短\n");
    }

    #[test]
    fn rule_29_foreign_text_cannot_drive_the_terminal() {
        let mut page = page(40);
        page.add("a\nb ", "\x1b[2J甲\n乙");
        assert_eq!(page.finish(), "a␊b ␛[2J甲\n    乙\n");
    }
}
