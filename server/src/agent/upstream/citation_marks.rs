//! Marks that a model puts behind what a numbered passage says (`[1]`, `[1, 3]`, `【2】`), taken out of its text as it comes.
//!
//! A mark becomes a small number, linked to the passage where that has an address: `two days [4]` reads `two days¹`. Numbers
//! count the sources in the order they are first cited, as they stand below the answer. A mark that names no passage is
//! dropped. Code is left alone, and so are escaped brackets, links with other words, and numbers too large to be a mark.
//! However the text is cut, the same comes out, and never half a mark.

use std::fmt::Write as _;

use parlor_shared::content::Citation;

use super::thought_tags::Code;

/// The longest mark, in bytes; anything longer is text.
const LONGEST: usize = 64;
/// The longest address behind a mark, in bytes.
const LONGEST_ADDRESS: usize = 2_048;
/// The most passages that a range names: `[1-3]`.
const WIDEST: usize = 10;

/// Reads a growing text.
#[derive(Debug)]
pub(super) struct CitationMarks {
    /// The passages that may be cited, from 1.
    passages: Vec<Citation>,
    /// The passages that were cited, in this order.
    cited: Vec<Citation>,
    /// The end of the text that may still become a mark.
    held: String,
    /// The last thing told was a mark.
    after_mark: bool,
    code: Code,
}

/// The beginning of the text, understood.
#[derive(PartialEq, Eq, Debug)]
enum Next {
    /// So many bytes of text.
    Text(usize),
    /// So many bytes that name these passages.
    Mark(usize, Vec<usize>),
    /// It depends on what follows.
    Wait,
}

impl CitationMarks {
    /// For an answer that may cite these passages.
    pub(super) fn new(passages: Vec<Citation>) -> Self {
        Self { passages, cited: Vec::new(), held: String::new(), after_mark: false, code: Code::default() }
    }

    /// The passages cited so far, in the order of the numbers shown.
    pub(super) fn cited(&self) -> &[Citation] {
        &self.cited
    }

    /// Takes more text; returns what can be told of it.
    pub(super) fn feed(&mut self, text: &str) -> String {
        self.held.push_str(text);
        self.read(false)
    }

    /// The end of the text: what was held back.
    pub(super) fn end(&mut self) -> String {
        self.read(true)
    }

    fn read(&mut self, over: bool) -> String {
        let held = std::mem::take(&mut self.held);
        let (mut rest, mut out) = (held.as_str(), String::with_capacity(held.len()));
        while !rest.is_empty() {
            let length = match self.next(rest, over) {
                Next::Wait => break,
                Next::Text(length) => {
                    rest[..length].chars().for_each(|c| self.code.read(c));
                    out.push_str(&rest[..length]);
                    self.after_mark = false;
                    length
                }
                Next::Mark(length, numbers) => {
                    self.show(&numbers, &mut out);
                    length
                }
            };
            rest = &rest[length..];
        }
        rest.clone_into(&mut self.held);
        out
    }

    fn next(&self, text: &str, over: bool) -> Next {
        let first = text.chars().next().map_or(0, char::len_utf8);
        if !self.code.is_text() {
            return Next::Text(first);
        }
        match text.as_bytes()[0] {
            b'\\' => match text[1..].chars().next() {
                Some(escaped) => Next::Text(1 + escaped.len_utf8()),
                None if over => Next::Text(1),
                None => Next::Wait,
            },
            b' ' => self.behind_spaces(text, over),
            _ => self.mark(text, over).unwrap_or(Next::Text(first)),
        }
    }

    /// A mark takes the spaces before it along: it stands at the word it belongs to.
    fn behind_spaces(&self, text: &str, over: bool) -> Next {
        let spaces = text.len() - text.trim_start_matches(' ').len();
        let behind = &text[spaces..];
        if behind.is_empty() && !over && spaces < LONGEST {
            return Next::Wait;
        }
        match self.mark(behind, over) {
            Some(Next::Mark(length, numbers)) => Next::Mark(spaces + length, numbers),
            Some(Next::Wait) => Next::Wait,
            _ => Next::Text(spaces),
        }
    }

    /// The mark that a text begins with; `None` when it begins with none.
    fn mark(&self, text: &str, over: bool) -> Option<Next> {
        let close = match text.chars().next()? {
            '[' => ']',
            '【' => '】',
            _ => return None,
        };
        let unfinished = || (!over && text.len() < LONGEST).then_some(Next::Wait);
        let inside = &text[text.chars().next()?.len_utf8()..];
        let Some((names, behind)) = inside.split_once(close) else {
            return if may_name(inside) { unfinished() } else { None };
        };
        let numbers = numbers(names)?;
        let length = text.len() - behind.len();
        if close == '】' {
            return Some(Next::Mark(length, numbers));
        }
        match behind.as_bytes().first() {
            None => unfinished().or(Some(Next::Mark(length, numbers))),
            Some(b'(') => self.linked(behind, over, length, numbers),
            Some(_) => Some(Next::Mark(length, numbers)),
        }
    }

    /// A mark that the model made a link of: it leads where the passage is. A link with another number is a link.
    fn linked(&self, behind: &str, over: bool, length: usize, numbers: Vec<usize>) -> Option<Next> {
        match behind.find(')') {
            Some(_) if !numbers.iter().all(|number| self.passage(*number).is_some()) => None,
            Some(end) => Some(Next::Mark(length + end + 1, numbers)),
            None if over || behind.len() > LONGEST_ADDRESS => None,
            None => Some(Next::Wait),
        }
    }

    fn passage(&self, number: usize) -> Option<&Citation> {
        self.passages.get(number.checked_sub(1)?)
    }

    fn show(&mut self, numbers: &[usize], out: &mut String) {
        for number in numbers {
            let Some(passage) = self.passage(*number).cloned() else { continue };
            let place = self.place(&passage);
            if std::mem::replace(&mut self.after_mark, true) {
                out.push('\u{2009}');
            }
            let shown = superscript(place);
            match &passage.url {
                Some(url) => _ = write!(out, "[{shown}]({})", url.replace('(', "%28").replace(')', "%29")),
                None => out.push_str(&shown),
            }
        }
    }

    /// Its number below the answer. Two passages of one section are one source.
    fn place(&mut self, passage: &Citation) -> usize {
        let same = |cited: &Citation| cited.url == passage.url && cited.title == passage.title;
        let known = self.cited.iter().position(same);
        if known.is_none() {
            self.cited.push(passage.clone());
        }
        known.map_or(self.cited.len(), |at| at + 1)
    }
}

/// True when this may be the inside of a mark, as far as it came.
fn may_name(inside: &str) -> bool {
    inside.len() < LONGEST
        && inside.trim_start_matches('^').chars().all(|c| c.is_ascii_digit() || is_between(c) || c == '†')
        || inside.contains('†')
}

fn is_between(c: char) -> bool {
    matches!(c, ',' | ';' | '、' | ' ' | '-' | '–')
}

/// The numbers inside a mark: `1`, `^1`, `1, 3`, `1-3`, `1†source`. Each has one or two digits.
fn numbers(inside: &str) -> Option<Vec<usize>> {
    let inside = inside.split('†').next()?.trim_start_matches('^');
    let mut numbers = Vec::new();
    for part in inside.split([',', ';', '、', ' ']).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (from, to) = (number(from)?, number(to)?);
        if to < from || to - from >= WIDEST {
            return None;
        }
        numbers.extend(from..=to);
    }
    (!numbers.is_empty()).then_some(numbers)
}

fn number(digits: &str) -> Option<usize> {
    let sound = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if sound { digits.parse().ok() } else { None }
}

fn superscript(number: usize) -> String {
    let digit = |c: char| match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        _ => '⁰',
    };
    number.to_string().chars().map(digit).collect()
}

/// An earlier answer without its marks: a model that reads them would write them, and they number other passages.
pub(crate) fn without_marks(text: &str) -> String {
    let is_mark = |c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c);
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        let label = rest[at + 1..].trim_start_matches(is_mark);
        let linked = label.len() < rest.len() - at - 1 && label.starts_with("](");
        rest = match label.find(')') {
            Some(end) if linked => label[end + 1..].trim_start_matches('\u{2009}'),
            _ => {
                out.push('[');
                &rest[at + 1..]
            }
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passages() -> Vec<Citation> {
        let passage = |title: &str, url: Option<&str>| Citation {
            title: title.into(),
            url: url.map(Into::into),
            snippet: String::new(),
        };
        vec![
            passage("Delivery", Some("https://tea.example/delivery")),
            passage("Returns", Some("https://tea.example/returns_(eu)")),
            passage("Hours", None),
            passage("Delivery", Some("https://tea.example/delivery")),
        ]
    }

    fn read(text: &str, cut: usize) -> (String, Vec<String>) {
        let mut marks = CitationMarks::new(passages());
        let mut out = String::new();
        let characters: Vec<char> = text.chars().collect();
        for piece in characters.chunks(cut) {
            out.push_str(&marks.feed(&piece.iter().collect::<String>()));
        }
        out.push_str(&marks.end());
        (out, marks.cited().iter().map(|cited| cited.title.clone()).collect())
    }

    const DELIVERY: &str = "(https://tea.example/delivery)";
    const RETURNS: &str = "(https://tea.example/returns_%28eu%29)";

    #[test]
    fn marks_become_numbers_in_the_order_of_citation() {
        for (text, told, cited) in [
            ("Two days [1].", format!("Two days[¹]{DELIVERY}."), vec!["Delivery"]),
            (
                "Back [2], sent [1]. Back [2]",
                format!("Back[¹]{RETURNS}, sent[²]{DELIVERY}. Back[¹]{RETURNS}"),
                vec!["Returns", "Delivery"],
            ),
            ("From nine [3].", "From nine¹.".into(), vec!["Hours"]),
            (
                "Both[1][3] and [1, 3].",
                format!("Both[¹]{DELIVERY}\u{2009}² and[¹]{DELIVERY}\u{2009}²."),
                vec!["Delivery", "Hours"],
            ),
            (
                "All [1-3]",
                format!("All[¹]{DELIVERY}\u{2009}[²]{RETURNS}\u{2009}³"),
                vec!["Delivery", "Returns", "Hours"],
            ),
            ("One section [1][4].", format!("One section[¹]{DELIVERY}\u{2009}[¹]{DELIVERY}."), vec!["Delivery"]),
            ("两天【1】。【3†source】", format!("两天[¹]{DELIVERY}。²"), vec!["Delivery", "Hours"]),
            ("A note [^1].", format!("A note[¹]{DELIVERY}."), vec!["Delivery"]),
            ("A link [1](https://evil.example/).", format!("A link[¹]{DELIVERY}."), vec!["Delivery"]),
        ] {
            for cut in [1, 2, 3, 100] {
                let expected = (told.clone(), cited.iter().map(|&title| title.into()).collect());
                assert_eq!(read(text, cut), expected, "{text} by {cut}");
            }
        }
    }

    #[test]
    fn half_a_mark_is_never_told() {
        let mut marks = CitationMarks::new(passages());
        let told: Vec<_> =
            ["Two", " days", " [", "1", "]", ".", " And【", "3", "】"].map(|piece| marks.feed(piece)).into();
        let link = format!("[¹]{DELIVERY}.");
        assert_eq!(told, ["Two", " days", "", "", "", link.as_str(), " And", "", "²"]);
    }

    #[test]
    fn a_mark_that_names_nothing_is_dropped() {
        for (text, told) in [
            ("Tea [9].", "Tea."),
            ("Tea [0] and [9] more", "Tea and more"),
            ("Tea [7, 3].", "Tea¹."),
            ("Tea 【9】", "Tea"),
        ] {
            for cut in [1, 2, 100] {
                assert_eq!(read(text, cut).0, told, "{text} by {cut}");
            }
        }
    }

    #[test]
    fn what_is_no_mark_stays_as_it_is() {
        for text in [
            "`a[1]` and\n\n```\nb[2] = [3]\n```\n",
            "~~~~js\n[1]\n~~~\n[2]\n",
            "The year [2024], a [word], [1a], [], [ ], - [x] done, [",
            "\\[1] and \\",
            "[9](https://other.example/)",
            "[a link](https://other.example/) [1",
            "  spaces  stay ",
            "[1-99]",
            "[🍵1]",
        ] {
            for cut in [1, 2, 100] {
                assert_eq!(read(text, cut), (text.to_owned(), vec![]), "{text} by {cut}");
            }
        }
    }

    #[test]
    fn nothing_is_held_for_long() {
        let mut marks = CitationMarks::new(passages());
        let endless =
            marks.feed(&"[".repeat(10_000)) + &marks.feed(&"[1,".repeat(10_000)) + &marks.feed(&" ".repeat(10_000));
        assert!(endless.len() > 49_000, "{}", endless.len());
    }

    #[test]
    fn earlier_answers_lose_their_marks() {
        let (told, _) = read("Two days [1][2]. See [here](https://tea.example) [1].", 100);
        assert_eq!(without_marks(&told), "Two days. See [here](https://tea.example).");
        assert_eq!(without_marks("a [b] [¹ ["), "a [b] [¹ [");
    }
}
