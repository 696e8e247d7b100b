//! Lines of a given width: wrapping, padding, cutting, all measured in columns of the terminal.
//!
//! Breaks follow UAX #14, but never part a number from its unit or one half of a time from the other, and never leave
//! `，` at the beginning of a line, or `《` or `不` at its end. A word wider than the line is cut, since nothing may be lost.

use unicode_linebreak::linebreaks;
use unicode_width::UnicodeWidthStr;

/// The narrowest line: one Chinese character. A smaller width is taken as this.
pub const NARROWEST: usize = 2;

/// The longest word, in columns, that is taken for a unit after a number.
const LONGEST_UNIT: usize = 4;

/// Returns how many columns `text` takes on one line.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// Returns `text` in lines of at most `width` columns; its own newlines stay, and an empty text is one empty line.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    fill(text, Widths { first: width, rest: width })
}

/// Returns `text` in lines of at most `width` columns, the first begun by `first`, the others indented by as many spaces.
///
/// ```text
/// hang("  !  ", "拔插头前先关机", 12)  ->  ["  !  拔插头", "     前先关", "     机"]
/// ```
#[must_use]
pub fn hang(first: &str, text: &str, width: usize) -> Vec<String> {
    let indent = " ".repeat(first.width().min(width.saturating_sub(NARROWEST)));
    let inner = width.saturating_sub(indent.width());
    let begun = if first.width() <= indent.width() { first } else { indent.as_str() };
    let prefixes = std::iter::once(begun).chain(std::iter::repeat(indent.as_str()));
    let lines = wrap(text, inner);
    lines.iter().zip(prefixes).map(|(line, prefix)| format!("{prefix}{line}").trim_end().to_owned()).collect()
}

/// Returns `text` followed by spaces up to `width` columns; a wider text is returned as it is.
#[must_use]
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Returns `text` cut to at most `width` columns, ended by `ellipsis` where something was cut off.
#[must_use]
pub fn truncate(text: &str, width: usize, ellipsis: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let ellipsis = if ellipsis.width() <= width { ellipsis } else { "" };
    let kept = prefix_within(text, width - ellipsis.width());
    format!("{}{ellipsis}", text[..kept].trim_end())
}

/// Returns the width of the widest piece of `text` that wrapping would not break.
#[must_use]
pub fn widest_word(text: &str) -> usize {
    text.split('\n').flat_map(segments).map(|segment| segment.trim_end().width()).max().unwrap_or(0)
}

#[derive(Clone, Copy)]
struct Widths {
    first: usize,
    rest: usize,
}

fn fill(text: &str, widths: Widths) -> Vec<String> {
    let mut lines = Lines { done: Vec::new(), line: String::new(), widths };
    for paragraph in text.split('\n') {
        // Where it may break does not matter where it need not: most texts are short.
        if lines.fits(paragraph) {
            lines.line.push_str(paragraph);
        } else {
            segments(paragraph).into_iter().for_each(|segment| lines.add(segment));
        }
        lines.end();
    }
    lines.done
}

/// The lines so far and the one being filled.
struct Lines {
    done: Vec<String>,
    line: String,
    widths: Widths,
}

impl Lines {
    fn add(&mut self, segment: &str) {
        if self.fits(segment) {
            self.line.push_str(segment);
            return;
        }
        if !self.line.trim().is_empty() {
            self.end();
        } else {
            // White space alone would push what follows over the edge.
            self.line.clear();
        }
        let mut rest = segment;
        while !self.fits(rest) {
            let cut = prefix_within(rest, self.width() - self.line.width().min(self.width())).max(first_cluster(rest));
            self.line.push_str(&rest[..cut]);
            rest = &rest[cut..];
            self.end();
        }
        self.line.push_str(rest);
    }

    fn fits(&self, segment: &str) -> bool {
        let line = format!("{}{segment}", self.line);
        line.trim_end().width() <= self.width()
    }

    fn end(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.done.push(line.trim_end().to_owned());
    }

    fn width(&self) -> usize {
        let width = if self.done.is_empty() { self.widths.first } else { self.widths.rest };
        width.max(NARROWEST)
    }
}

/// Returns `paragraph` in the pieces that may stand on a line of their own, each with the spaces behind it.
fn segments(paragraph: &str) -> Vec<&str> {
    let mut begin = 0;
    let mut pieces = Vec::new();
    for (at, _) in linebreaks(paragraph) {
        if at == paragraph.len() || may_break(&paragraph[..at], &paragraph[at..]) {
            pieces.push(&paragraph[begin..at]);
            begin = at;
        }
    }
    pieces
}

/// Tells whether a line may end after `before`, beyond what UAX #14 says.
fn may_break(before: &str, after: &str) -> bool {
    let left = before.trim_end_matches(' ').chars().next_back();
    let right = after.chars().next();
    let (Some(left), Some(right)) = (left, right) else { return true };
    let spaced = before.ends_with(' ');
    !(is_opening(left)
        || negates(left)
        || is_closing(right)
        || (joins_numbers(left) && right.is_ascii_digit())
        || (left.is_ascii_digit() && joins_numbers(right) && !spaced)
        || (left.is_ascii_digit() && begins_with_unit(after, spaced)))
}

/// What turns the next word into its opposite: `合格` alone at the beginning of a line would be read as the verdict.
const fn negates(c: char) -> bool {
    matches!(c, '不' | '未' | '没' | '非' | '无' | '勿')
}

/// Signs that belong to the number behind them, and what stands between the halves of a range, a time or a fraction.
const fn joins_numbers(c: char) -> bool {
    matches!(c, '±' | '≤' | '≥' | '<' | '>' | '=' | '≈' | '～' | '–' | '−' | '：' | '．' | '／' | '#' | '№' | '第')
}

fn begins_with_unit(after: &str, spaced: bool) -> bool {
    let word: String = after.chars().take_while(|c| c.is_ascii_alphabetic() || is_unit_sign(*c)).collect();
    if !word.is_empty() {
        return word.width() <= LONGEST_UNIT || !spaced;
    }
    after.chars().next().is_some_and(is_chinese_unit)
}

const fn is_unit_sign(c: char) -> bool {
    matches!(c, '°' | '℃' | '℉' | '%' | '‰' | '％' | 'µ' | 'μ' | 'Ω' | '²' | '³')
}

const fn is_chinese_unit(c: char) -> bool {
    matches!(
        c,
        '年' | '月'
            | '日'
            | '号'
            | '时'
            | '点'
            | '分'
            | '秒'
            | '天'
            | '周'
            | '度'
            | '元'
            | '角'
            | '个'
            | '人'
            | '次'
            | '台'
            | '份'
            | '件'
            | '张'
            | '位'
            | '桌'
            | '瓶'
            | '箱'
            | '步'
            | '项'
            | '米'
            | '克'
            | '升'
            | '吨'
            | '斤'
            | '毫'
            | '厘'
            | '千'
            | '万'
            | '亿'
            | '伏'
            | '瓦'
            | '安'
            | '帕'
            | '小'
    )
}

const fn is_opening(c: char) -> bool {
    matches!(c, '（' | '《' | '〈' | '「' | '『' | '【' | '〔' | '“' | '‘' | '(' | '[' | '{' | '￥' | '¥' | '$')
}

const fn is_closing(c: char) -> bool {
    matches!(
        c,
        '。' | '，'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '）'
            | '》'
            | '〉'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '”'
            | '’'
            | '…'
            | '—'
            | ','
            | '.'
            | ';'
            | ':'
            | '?'
            | '!'
            | ')'
            | ']'
            | '}'
            | '℃'
            | '％'
            | '%'
    )
}

/// Returns the length in bytes of the longest beginning of `text` that fits in `width` columns.
fn prefix_within(text: &str, width: usize) -> usize {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.take_while(|end| text[..*end].width() <= width + 1)
        .filter(|end| text[..*end].width() <= width)
        .last()
        .unwrap_or(0)
}

/// Returns the length in bytes of the first character of `text` with the marks upon it.
fn first_cluster(text: &str) -> usize {
    let mut ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let first = ends.next().unwrap_or(0);
    ends.take_while(|end| text[first..*end].width() == 0).last().unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::{hang, is_closing, is_opening, negates, pad, truncate, widest_word, width, wrap};

    #[test]
    fn white_space_before_a_wide_character_does_not_make_a_line_too_wide() {
        assert!(wrap(" 查", 2).iter().all(|line| width(line) <= 2), "{:?}", wrap(" 查", 2));
    }

    #[test]
    fn rule_30_chinese_is_measured_in_columns() {
        assert_eq!(width("温度 25 °C"), 10);
        assert_eq!(pad("温度", 6), "温度  ");
        assert_eq!(pad("温度", 3), "温度");
    }

    #[test]
    fn c1_numbers_and_times_are_not_parted() {
        for (text, whole) in [
            ("预计14:30到达现场", "14:30"),
            ("限值 18～22 °C，超限停机", "22 °C"),
            ("共 1,200 元整，另付 30 分钟", "1,200 元"),
            ("误差 ± 3 %，不得 ≤ 5 °C 以下", "≤ 5 °C"),
            ("fill at 14:30 with 1,200.5 kg of sand", "1,200.5 kg"),
            ("时间 08：41：07 开门", "08：41：07"),
        ] {
            for columns in width(whole).max(12)..40 {
                let lines = wrap(text, columns);
                assert!(lines.iter().any(|line| line.contains(whole)), "{whole} at {columns}: {lines:?}");
            }
        }
    }

    #[test]
    fn c2_punctuation_stays_with_its_word() {
        let text = "按《消防法》第三条（应为第四条），检查“安全出口”、灭火器；是否完好？是！";
        for columns in 6..60 {
            for line in wrap(text, columns) {
                assert!(!line.starts_with(is_closing), "{columns}: {line}");
                assert!(!line.ends_with(is_opening), "{columns}: {line}");
            }
        }
    }

    /// `不` at the end of a line left `合格` at the beginning of the next.
    #[test]
    fn c1_a_verdict_is_not_parted_into_its_opposite() {
        let text = "《大堂全项演练》本营业日已有一次运行：不合格；未完成、无偏差、没有问题";
        for columns in 6..60 {
            for line in wrap(text, columns) {
                assert!(!line.ends_with(negates), "{columns}: {line}");
            }
        }
    }

    #[test]
    fn english_breaks_at_spaces_and_keeps_its_own_newlines() {
        assert_eq!(wrap("Run a hand along\nthe seal", 10), ["Run a hand", "along", "the seal"]);
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut() {
        assert_eq!(wrap("sha256 4be1d0c9a7", 6), ["sha256", "4be1d0", "c9a7"]);
        assert_eq!(wrap("温度", 1), ["温", "度"]);
    }

    #[test]
    fn d5_a_long_text_is_cut_with_an_ellipsis() {
        assert_eq!(truncate("冷藏柜温度偏高", 9, "…"), "冷藏柜温…");
        assert_eq!(truncate("冷藏柜温度偏高", 9, "..."), "冷藏柜...");
        assert_eq!(truncate("冷藏柜", 6, "…"), "冷藏柜");
        assert_eq!(truncate("冷藏柜", 2, "..."), "冷");
    }

    #[test]
    fn later_lines_hang_under_the_first() {
        assert_eq!(hang("  !  ", "拔插头前先关机", 12), ["  !  拔插头", "     前先关", "     机"]);
        assert_eq!(hang("     ", "", 12), [""]);
    }

    #[test]
    fn the_widest_word_is_found() {
        assert_eq!(widest_word("2026-10-04 08:41:07 温度 22 °C"), 10);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(text in "[a-z0-9 ，。《》（）：:.°温度正常检查é\u{301}⚠\u{fe0f}👩\u{200d}🔧\n-]{0,80}", columns in 2usize..50) {
            let lines = wrap(&text, columns);
            for line in &lines {
                prop_assert!(width(line) <= columns, "{line:?} is {} columns", width(line));
            }
            let solid = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(solid(&lines.concat()), solid(&text));
        }

        #[test]
        fn any_shown_text_fits(text in proptest::prelude::any::<String>(), columns in 2usize..30) {
            let shown = crate::terminal::sanitize::Shown::block(&text);
            for line in wrap(shown.as_str(), columns) {
                prop_assert!(width(&line) <= columns, "{line:?} is {} columns", width(&line));
            }
            for line in hang("  ! ", shown.as_str(), columns) {
                prop_assert!(width(&line) <= columns, "{line:?} is {} columns", width(&line));
            }
            prop_assert!(width(&truncate(&text, columns, "…")) <= columns);
        }
    }
}
