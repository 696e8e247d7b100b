//! Messages of the operator's screen: what was wrong with a line, and why nothing could be asked.

messages! {
    no_terminal() {
        en: "signoff asks questions, and there is no terminal to ask them on",
        zh: "signoff 需要提问，但这里没有可以提问的终端",
    }
    no_terminal_help() {
        en: "run it in a terminal, or give the answers with `--answers FILE`",
        zh: "请在终端里运行，或用 `--answers FILE` 给出答案",
    }
    line_not_utf8() {
        en: "the line is not valid UTF-8, so it was not taken; please type it again",
        zh: "这一行不是有效的 UTF-8，未被采用，请重新输入",
    }
    line_control_characters() {
        en: "the line holds control characters, as from a terminal that is not set to UTF-8; it was not taken",
        zh: "这一行含有控制字符（终端可能没有设成 UTF-8），未被采用",
    }
    terminal_not_utf8(charset) {
        en: "this terminal seems to use {charset}; please set it to UTF-8, or Chinese text may be recorded wrongly",
        zh: "这个终端似乎使用 {charset}，请设为 UTF-8，否则中文可能记错",
    }
    line_too_long(limit) {
        en: "the line is longer than {limit} bytes, so it was not taken",
        zh: "这一行超过 {limit} 字节，未被采用",
    }
    pasted_block(lines) {
        en: "a block of {lines} lines was pasted; one line is one answer, so it was not taken",
        zh: "粘贴了 {lines} 行，一行才是一个答案，因此未被采用",
    }
}
