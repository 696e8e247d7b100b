//! What can be done to the bytes of a journal, kind by kind: the matrix of `tests/tamper.rs` and of `examples/tamper.rs`.

/// Bytes that differ from the whole, one case after the other.
type Cases<'w> = Box<dyn Iterator<Item = Vec<u8>> + 'w>;

/// Bytes that mean something in a journal, and some that never stand in one.
const INSERTED: [u8; 7] = [0, b'\r', b'x', b'}', b'"', b'0', 0xff];

/// Returns the names of all kinds of tampering with `whole`, and their cases.
pub fn tampered<'w>(whole: &'w [u8]) -> Vec<(String, Cases<'w>)> {
    let mut kinds = Vec::new();
    let mut kind = |name: &str, cases: Cases<'w>| {
        let differing: Cases<'w> = Box::new(cases.filter(move |case| *case != whole));
        kinds.push((name.to_owned(), differing));
    };
    for bit in 0..8 {
        kind(&format!("bit {bit} flipped"), replaced(whole, 1, move |_, byte| vec![vec![byte[0] ^ 1 << bit]]));
    }
    kind("byte deleted", replaced(whole, 1, |_, _| vec![vec![]]));
    kind("byte doubled", replaced(whole, 1, |_, byte| vec![vec![byte[0]; 2]]));
    let others = |byte: u8| [b'\n', b' ', !byte, byte.wrapping_add(3)].map(|other| vec![other]).to_vec();
    kind("byte changed", replaced(whole, 1, move |_, byte| others(byte[0])));
    let inserted = |at| [b'\n', b' ', INSERTED[at % INSERTED.len()]].map(|byte| vec![byte]).to_vec();
    kind("byte inserted", replaced(whole, 0, move |at, _| inserted(at)));
    kind("bytes swapped", replaced(whole, 2, |_, pair| vec![vec![pair[1], pair[0]]]));
    let tails = [&b"\n"[..], b"\0", b"{}\n", b"\r\n"];
    kind("tail added", Box::new(tails.into_iter().map(move |tail| [whole, tail].concat())));
    kind("cut", Box::new((0..whole.len()).map(move |cut| whole[..cut].to_vec())));
    lines(whole, &mut kind);
    kinds
}

/// Puts each of the bytes that `with` returns in the place of every `length` bytes; it gets where these begin, and them.
fn replaced<'w>(whole: &'w [u8], length: usize, with: impl Fn(usize, &[u8]) -> Vec<Vec<u8>> + 'w) -> Cases<'w> {
    Box::new((0..=whole.len() - length).flat_map(move |at| {
        let (before, after) = (&whole[..at], &whole[at + length..]);
        with(at, &whole[at..at + length]).into_iter().map(move |with| [before, &with, after].concat())
    }))
}

/// Every line deleted, doubled anywhere, moved to every other place, and put in the place of every other.
fn lines<'w>(whole: &'w [u8], kind: &mut impl FnMut(&str, Cases<'w>)) {
    let lines: Vec<&[u8]> = whole.split_inclusive(|&byte| byte == b'\n').collect();
    let count = lines.len();
    let changed = |change: fn(&mut Vec<&'w [u8]>, usize, usize), places: usize| -> Cases<'w> {
        let lines = lines.clone();
        Box::new((0..count * places).map(move |at| {
            let mut lines = lines.clone();
            change(&mut lines, at / places, at % places);
            lines.concat()
        }))
    };
    let deleted = |lines: &mut Vec<&'w [u8]>, from: usize, _| {
        lines.remove(from);
    };
    kind("line deleted", changed(deleted, 1));
    kind("line doubled", changed(|lines, from, to| lines.insert(to, lines[from]), count + 1));
    let moved = |lines: &mut Vec<&'w [u8]>, from: usize, to: usize| {
        let line = lines.remove(from);
        lines.insert(to, line);
    };
    kind("line moved", changed(moved, count));
    kind("line replaced", changed(|lines, from, to| lines[to] = lines[from], count));
}
