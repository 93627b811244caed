//! Thoughts that a model writes into its text, between tags (`<think>…</think>`), taken out as the text comes.
//!
//! A tag may be cut anywhere; what may become one is held back until it is known. Tags inside code are text: an answer may
//! be about them. One in the middle of a line is believed once it is closed: a sentence may mention `<think>` too.

/// The tags that open and close thoughts, in lower case.
const TAGS: [(&str, &str); 13] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<thoughts>", "</thoughts>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("<mm:think>", "</mm:think>"),
    ("[think]", "[/think]"),
    ("◁think▷", "◁/think▷"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|start_thinking|>", "<|end_thinking|>"),
    ("<|inner_prefix|>", "<|inner_suffix|>"),
    ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),
];
/// Thoughts in the middle of a line, in bytes, that are believed though they are not closed.
const LONGEST_DOUBT: usize = 16 << 10;

/// A piece of what a model wrote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum ThoughtPart {
    /// Its answer.
    Text(String),
    /// The thoughts.
    Thought(String),
}

/// Reads a growing text. However it is cut, the same comes out.
#[derive(Debug)]
pub(super) struct ThoughtTags {
    starts_inside: bool,
    /// The end of the text that may still become a tag.
    held: String,
    inside: Option<Inside>,
    /// No text was told yet.
    at_start: bool,
    thought: bool,
    code: Code,
}

#[derive(Debug)]
struct Inside {
    /// `None`: any closes, for nobody saw what opened.
    close: Option<&'static str>,
    /// Its tag and what followed, while it may still be text.
    doubted: Option<String>,
}

/// The place in code, if the text is in code.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Code {
    in_line: bool,
    run: Option<(char, usize, bool)>,
    inline: Option<usize>,
    fence: Option<(char, usize)>,
}

impl Code {
    /// One more character.
    pub(super) fn read(&mut self, c: char) {
        match (&mut self.run, c) {
            (Some((mark, length, _)), c) if *mark == c => *length += 1,
            (_, '`' | '~') => {
                self.end_run();
                self.run = Some((c, 1, !self.in_line));
            }
            _ => self.end_run(),
        }
        match c {
            '\n' => (self.in_line, self.inline) = (false, None),
            ' ' | '\t' => {}
            _ => self.in_line = true,
        }
    }

    fn end_run(&mut self) {
        let Some((mark, length, first)) = self.run.take() else { return };
        match self.fence {
            Some((open, least)) if first && open == mark && length >= least => self.fence = None,
            None if first && length >= 3 => self.fence = Some((mark, length)),
            None if mark == '`' => match self.inline {
                None => self.inline = Some(length),
                Some(open) if open == length => self.inline = None,
                Some(_) => {}
            },
            _ => {}
        }
    }

    /// True when what follows is text.
    pub(super) fn is_text(&self) -> bool {
        let mut after = *self;
        after.end_run();
        after.fence.is_none() && after.inline.is_none()
    }
}

impl ThoughtTags {
    /// Reads an answer from its start. One that `starts_inside` begins with thoughts whose tag was said for the model.
    pub(super) fn new(starts_inside: bool) -> Self {
        let inside = starts_inside.then_some(Inside { close: None, doubted: None });
        Self { starts_inside, held: String::new(), inside, at_start: true, thought: false, code: Code::default() }
    }

    /// Takes more text; returns what is known of it, in order.
    pub(super) fn feed(&mut self, text: &str) -> Vec<ThoughtPart> {
        self.held.push_str(text);
        let mut parts = Vec::new();
        while match self.inside.take() {
            Some(inside) => self.think(inside, &mut parts),
            None => self.speak(&mut parts),
        } {}
        parts
    }

    /// The end of the text: what was held back, as it turned out to be. What is fed next is another answer.
    pub(super) fn end(&mut self) -> Vec<ThoughtPart> {
        let held = std::mem::take(&mut self.held);
        let mut parts = Vec::new();
        match self.inside.take() {
            Some(Inside { doubted: Some(doubted), .. }) => self.tell([doubted, held].concat(), &mut parts),
            Some(_) => think(held, &mut parts),
            None => self.tell(held, &mut parts),
        }
        *self = Self::new(self.starts_inside);
        parts
    }

    /// Looks for what closes. Whether there is more to read.
    fn think(&mut self, mut inside: Inside, parts: &mut Vec<ThoughtPart>) -> bool {
        let closes: Vec<&str> = match inside.close {
            Some(close) => vec![close],
            None => TAGS.iter().map(|(_, close)| *close).collect(),
        };
        let lower = self.held.to_ascii_lowercase();
        let found = closes.iter().filter_map(|close| Some((lower.find(close)?, close.len()))).min();
        let known = found.map_or_else(|| self.held.len() - longest_beginning(&lower, &closes), |(at, _)| at);
        let thought: String = self.held.drain(..known).collect();
        match &mut inside.doubted {
            Some(doubted) if found.is_none() && doubted.len() + thought.len() < LONGEST_DOUBT => {
                doubted.push_str(&thought);
            }
            doubted => {
                let before = doubted.take().unwrap_or_default();
                // The tag itself is no thought.
                let opened = inside.close.map_or(0, open_length);
                think(before.get(opened..).unwrap_or_default().to_owned(), parts);
                think(thought, parts);
            }
        }
        let Some((_, length)) = found else {
            self.inside = Some(inside);
            return false;
        };
        self.held.drain(..length);
        self.thought = true;
        true
    }

    /// Looks for what opens. Whether there is more to read.
    fn speak(&mut self, parts: &mut Vec<ThoughtPart>) -> bool {
        let lower = self.held.to_ascii_lowercase();
        let mut known = self.held.len();
        for (at, c) in self.held.char_indices() {
            if matches!(c, '<' | '[' | '◁') && self.code.is_text() {
                let rest = &lower[at..];
                let tag = |tag: &&(&'static str, &'static str)| rest.starts_with(tag.0);
                if let Some((open, close)) = TAGS.iter().find(tag) {
                    return self.open(at, open, close, parts);
                }
                if let Some((_, close)) = TAGS.iter().find(|tag| rest.starts_with(tag.1)) {
                    return self.stray(at, close.len(), parts);
                }
                if TAGS.iter().any(|(open, close)| open.starts_with(rest) || close.starts_with(rest)) {
                    known = at;
                    break;
                }
            }
            self.code.read(c);
        }
        let is_blank = self.at_start && self.held[..known].trim().is_empty();
        if is_blank {
            // Nothing but space so far: what follows may be a tag. It is read once more.
            self.code = Code::default();
            return false;
        }
        let text: String = self.held.drain(..known).collect();
        self.tell(text, parts);
        false
    }

    fn open(&mut self, at: usize, open: &str, close: &'static str, parts: &mut Vec<ThoughtPart>) -> bool {
        let before: String = self.held.drain(..at).collect();
        let tag: String = self.held.drain(..open.len()).collect();
        let doubted = self.code.in_line.then_some(tag);
        if !(self.at_start && before.trim().is_empty()) {
            self.tell(before, parts);
        }
        self.inside = Some(Inside { close: Some(close), doubted });
        true
    }

    /// Something closes that nobody opened: some servers say the opening tag for the model, and keep it. What was not told
    /// yet was thought.
    fn stray(&mut self, at: usize, length: usize, parts: &mut Vec<ThoughtPart>) -> bool {
        let before: String = self.held.drain(..at).collect();
        self.held.drain(..length);
        if self.at_start {
            think(before, parts);
            self.thought = true;
        } else {
            self.tell(before, parts);
        }
        self.code = Code::default();
        true
    }

    /// Text after thoughts begins with its first letter.
    fn tell(&mut self, text: String, parts: &mut Vec<ThoughtPart>) {
        let text = if self.at_start && self.thought { text.trim_start().to_owned() } else { text };
        if !text.is_empty() {
            self.at_start = false;
            parts.push(ThoughtPart::Text(text));
        }
    }
}

fn think(thought: String, parts: &mut Vec<ThoughtPart>) {
    if !thought.is_empty() {
        parts.push(ThoughtPart::Thought(thought));
    }
}

fn open_length(close: &str) -> usize {
    TAGS.iter().find(|tag| tag.1 == close).map_or(0, |tag| tag.0.len())
}

/// The length of the end of a text that may begin a tag, in bytes.
fn longest_beginning(text: &str, tags: &[&str]) -> usize {
    let beginnings = text.char_indices().map(|(at, _)| &text[at..]);
    beginnings
        .map(|end| (end, tags))
        .find(|(end, tags)| tags.iter().any(|tag| tag.starts_with(end)))
        .map_or(0, |(end, _)| end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text and the thoughts, fed in pieces of so many characters.
    fn read(starts_inside: bool, text: &str, length: usize) -> (String, String) {
        let mut tags = ThoughtTags::new(starts_inside);
        let chars: Vec<char> = text.chars().collect();
        let mut parts: Vec<ThoughtPart> = Vec::new();
        for piece in chars.chunks(length) {
            parts.extend(tags.feed(&piece.iter().collect::<String>()));
        }
        parts.extend(tags.end());
        let of = |wanted: fn(&ThoughtPart) -> Option<&str>| parts.iter().filter_map(wanted).collect::<String>();
        let text = of(|part| if let ThoughtPart::Text(text) = part { Some(text) } else { None });
        (text, of(|part| if let ThoughtPart::Thought(text) = part { Some(text) } else { None }))
    }

    #[test]
    fn thoughts_are_taken_out_however_they_are_cut() {
        for (written, text, thought) in [
            ("Tea.", "Tea.", ""),
            ("  Tea.", "  Tea.", ""),
            ("<think>\nhm\n</think>\n\nTea.", "Tea.", "\nhm\n"),
            ("\n<think>hm</think>Tea.", "Tea.", "hm"),
            ("<THINK>hm</Think> Tea.", "Tea.", "hm"),
            ("<think></think>\n\nTea.", "Tea.", ""),
            ("<thinking>a < b</thinking>Tea.", "Tea.", "a < b"),
            ("<think>a<think>b</think>Tea.", "Tea.", "a<think>b"),
            ("[THINK]hm[/THINK]Tea [1].", "Tea [1].", "hm"),
            ("◁think▷hm◁/think▷Tea ◁.", "Tea ◁.", "hm"),
            (
                "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Tea.",
                "Tea.",
                "hm<|end|><|start|>assistant",
            ),
            ("First.\n<think>hm</think>\nTea.", "First.\n\nTea.", "hm"),
            ("First <think>hm</think>tea.", "First tea.", "hm"),
            ("<think>hm</think>One.\n<think>oh</think>Two.", "One.\nTwo.", "hmoh"),
            ("The tag <think> opens.", "The tag <think> opens.", ""),
            ("`<think>` opens.\n", "`<think>` opens.\n", ""),
            ("``a ` <think>`` opens", "``a ` <think>`` opens", ""),
            ("```html\n<think>a</think>\n```\n<think>b</think>Tea.", "```html\n<think>a</think>\n```\nTea.", "b"),
            ("a ` b\n<think>c</think>d", "a ` b\nd", "c"),
            ("a < b <p> [x](y) <thin", "a < b <p> [x](y) <thin", ""),
            ("<think>hm", "", "hm"),
            ("<think>hm</thin", "", "hm</thin"),
            ("<|channel|>final<|message|>Tea.", "Tea.", ""),
            ("", "", ""),
            ("\n ", "\n ", ""),
        ] {
            for length in [1, 2, 3, 5, 1_000] {
                assert_eq!(read(false, written, length), (text.into(), thought.into()), "{written:?} by {length}");
            }
        }
    }

    #[test]
    fn an_answer_may_start_inside_its_thoughts() {
        let written = "Let me see.\n</think>\n\nTea.";
        for length in [1, 4, 1_000] {
            assert_eq!(read(true, written, length), ("Tea.".into(), "Let me see.\n".into()));
        }
        assert_eq!(read(false, written, 1_000), ("Tea.".into(), "Let me see.\n".into()), "where nothing was told yet");
        assert!(!read(false, written, 4).0.contains("think"), "a tag is never shown");
    }

    #[test]
    fn doubt_has_an_end() {
        let endless = format!("Tea <think>{}", "x".repeat(LONGEST_DOUBT + 9));
        let (text, thought) = read(false, &endless, 100);
        assert_eq!((text.as_str(), thought.len()), ("Tea ", LONGEST_DOUBT + 9));
    }
}
