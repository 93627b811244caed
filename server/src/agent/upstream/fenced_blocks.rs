//! Blocks that a model writes in words, taken out of its text as it comes:
//!
//! ````text
//! ```parlor:actions
//! {"buttons": [{"label": "Prices", "link": "https://shop.example/prices"}]}
//! ```
//! ````
//!
//! While such a fence is open its text is held back, so that nobody sees half a block. A fence that is closed and sound
//! becomes a block; one that is not sound, grows beyond [`LARGEST`] or is never closed stays the code it was. Fences of
//! other code are left alone, and so is what looks like a block inside them.

use parlor_shared::content::Block;

use crate::core::conversation::blocks::{BlockKind, LARGEST};

/// A longer line opens and closes nothing, in bytes.
const LONGEST_FENCE: usize = 256;

/// The output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum FencedPiece {
    /// Text to be told at once.
    Text(String),
    /// A block.
    Block(Block),
}

/// Reads a growing text. However it is cut, the same comes out.
#[derive(Debug, Default)]
pub(super) struct FencedBlocks {
    /// The line that is being read, from its start.
    line: String,
    /// The part of it that has been told, in bytes.
    told: usize,
    inside: Inside,
}

#[derive(Debug, Default)]
enum Inside {
    #[default]
    Text,
    Code(Fence),
    Block {
        fence: Fence,
        kind: BlockKind,
        /// The lines between the fences.
        json: String,
        /// All lines so far.
        raw: String,
    },
}

/// The fence that opened a code block, and closes it: at least so many of this character.
#[derive(Clone, Copy, Debug)]
struct Fence {
    mark: char,
    length: usize,
}

impl FencedBlocks {
    /// Takes more text; returns what can be told of it, in order.
    pub(super) fn feed(&mut self, text: &str) -> Vec<FencedPiece> {
        let mut pieces = Vec::new();
        for part in text.split_inclusive('\n') {
            self.line.push_str(part);
            if part.ends_with('\n') {
                self.end_line(&mut pieces);
            } else {
                self.tell_early(&mut pieces);
            }
        }
        pieces
    }

    /// The end of the text: what was held back, as it turned out to be.
    pub(super) fn end(&mut self) -> Vec<FencedPiece> {
        let mut pieces = Vec::new();
        if !self.line.is_empty() {
            self.end_line(&mut pieces);
        }
        if let Inside::Block { raw, .. } = std::mem::take(&mut self.inside) {
            say(&mut pieces, &raw);
        }
        pieces
    }

    /// Tells the part of an unfinished line that is text whatever follows.
    fn tell_early(&mut self, pieces: &mut Vec<FencedPiece>) {
        let held = match &self.inside {
            Inside::Text => may_open(&self.line),
            Inside::Code(_) => false,
            Inside::Block { fence, raw, .. } => raw.len() + self.line.len() <= LARGEST || may_close(&self.line, *fence),
        };
        if held {
            return;
        }
        if matches!(self.inside, Inside::Block { .. }) {
            self.give_up(pieces);
        }
        say(pieces, &self.line[self.told..]);
        self.told = self.line.len();
    }

    fn end_line(&mut self, pieces: &mut Vec<FencedPiece>) {
        let line = std::mem::take(&mut self.line);
        let told = std::mem::take(&mut self.told);
        if let Inside::Block { fence, raw, .. } = &self.inside
            && raw.len() + line.len() > LARGEST
            && !closes(&line, *fence)
        {
            self.give_up(pieces);
        }
        self.inside = match std::mem::take(&mut self.inside) {
            Inside::Text => match opened(&line) {
                Some((fence, Some(kind))) => Inside::Block { fence, kind, json: String::new(), raw: line },
                other => {
                    say(pieces, &line[told..]);
                    other.map_or(Inside::Text, |(fence, _)| Inside::Code(fence))
                }
            },
            Inside::Code(fence) => {
                say(pieces, &line[told..]);
                if closes(&line, fence) { Inside::Text } else { Inside::Code(fence) }
            }
            Inside::Block { fence, kind, json, raw } if closes(&line, fence) => {
                match kind.read(&json) {
                    Ok(block) => pieces.push(FencedPiece::Block(block)),
                    Err(wrong) => {
                        tracing::info!(%wrong, "a model wrote a block that is not sound");
                        say(pieces, &[raw, line].concat());
                    }
                }
                Inside::Text
            }
            Inside::Block { fence, kind, mut json, mut raw } => {
                json.push_str(&line);
                raw.push_str(&line);
                Inside::Block { fence, kind, json, raw }
            }
        };
    }

    /// It is code after all.
    fn give_up(&mut self, pieces: &mut Vec<FencedPiece>) {
        if let Inside::Block { fence, raw, .. } = std::mem::take(&mut self.inside) {
            say(pieces, &raw);
            self.inside = Inside::Code(fence);
        }
    }
}

fn say(pieces: &mut Vec<FencedPiece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(FencedPiece::Text(last)) => last.push_str(text),
        _ => pieces.push(FencedPiece::Text(text.to_owned())),
    }
}

/// The fence a line begins with, and what follows it. Up to three spaces may stand before it.
fn fence(line: &str) -> Option<(Fence, &str)> {
    let text = line.trim_start_matches(' ');
    let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let info = text.trim_start_matches(mark);
    let length = text.len() - info.len();
    (line.len() - text.len() <= 3 && length >= 3).then_some((Fence { mark, length }, info))
}

/// The fence a line opens, and the block it is for.
fn opened(line: &str) -> Option<(Fence, Option<BlockKind>)> {
    let (fence, info) = fence(line)?;
    let info = info.trim();
    // Backticks around a word in a line are no fence.
    let is_fence = fence.mark != '`' || !info.contains('`');
    let kind = info.strip_prefix("parlor:").and_then(BlockKind::named).filter(|_| line.len() < LONGEST_FENCE);
    is_fence.then_some((fence, kind))
}

fn closes(line: &str, open: Fence) -> bool {
    line.len() < LONGEST_FENCE
        && fence(line).is_some_and(|(fence, info)| {
            fence.mark == open.mark && fence.length >= open.length && info.trim().is_empty()
        })
}

/// Tells if an unfinished line may become one that closes this fence.
fn may_close(line: &str, open: Fence) -> bool {
    line.len() < LONGEST_FENCE && line.trim_start_matches(' ').trim_start_matches(open.mark).trim().is_empty()
}

/// Tells if an unfinished line may become one that opens a block.
fn may_open(line: &str) -> bool {
    // First: a line that grows by a few bytes is not looked through each time.
    if line.len() >= LONGEST_FENCE {
        return false;
    }
    let text = line.trim_start_matches(' ');
    if line.len() - text.len() > 3 {
        return false;
    }
    let Some(mark) = text.chars().next() else { return true };
    let info = text.trim_start_matches(mark);
    let name = info.trim();
    let names = ["parlor:actions", "parlor:carousel", "parlor:form"];
    matches!(mark, '`' | '~')
        && (info.is_empty() || text.len() - info.len() >= 3 && names.iter().any(|whole| whole.starts_with(name)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ACTIONS: &str = "```parlor:actions\n{\"buttons\":[{\"label\":\"A\",\"message\":\"b\"}]}\n```\n";

    /// All pieces of a text that comes in parts, texts joined.
    fn read(parts: &[&str]) -> (String, usize, Vec<FencedPiece>) {
        let mut blocks = FencedBlocks::default();
        let mut pieces = Vec::new();
        for piece in parts.iter().flat_map(|part| blocks.feed(part)).collect::<Vec<_>>().into_iter().chain(blocks.end())
        {
            match piece {
                FencedPiece::Text(text) => say(&mut pieces, &text),
                block @ FencedPiece::Block(_) => pieces.push(block),
            }
        }
        let texts = pieces.iter().map(|piece| if let FencedPiece::Text(text) = piece { text.as_str() } else { "" });
        let text: String = texts.collect();
        let blocks = pieces.iter().filter(|piece| matches!(piece, FencedPiece::Block(_))).count();
        (text, blocks, pieces)
    }

    #[test]
    fn a_block_is_taken_out_of_the_text() {
        let (text, blocks, _) = read(&["Here:\n\n", ACTIONS, "Bye"]);
        assert_eq!((text.as_str(), blocks), ("Here:\n\nBye", 1));
        let (text, blocks, _) = read(&[ACTIONS.trim_end()]);
        assert_eq!((text.as_str(), blocks), ("", 1), "the text may end with its fence");
        let tildes = ACTIONS.replace("```", "~~~~").replace("parlor", " parlor").replace('\n', "\r\n");
        assert_eq!(read(&[&tildes]).1, 1);
    }

    #[test]
    fn what_is_not_a_sound_block_stays_as_it_was_written() {
        let long = format!("```parlor:form\n{}\n```\nafter", "x\n".repeat(LARGEST));
        for text in [
            "```parlor:actions\n{}\n```\nafter",
            "```parlor:actions\n{\"buttons\":[{\"label\":\"A\",\"link\":\"javascript:alert(1)\"}]}\n```\n",
            "```parlor:video\n{}\n```\n",
            "```parlor:form\n{\"id\":",
            "````md\n```parlor:actions\n{\"buttons\":[{\"label\":\"A\",\"message\":\"b\"}]}\n```\n````\n",
            "    ```parlor:actions\n{\"buttons\":[{\"label\":\"A\",\"message\":\"b\"}]}\n    ```\n",
            "a ```parlor:form``` b",
            "```parlor:form``` b\n",
            &long,
        ] {
            assert_eq!(read(&[text]).0, text);
            assert_eq!(read(&[text]).1, 0);
        }
    }

    #[test]
    fn nothing_of_an_open_block_is_told_and_nothing_else_waits() {
        let mut blocks = FencedBlocks::default();
        assert_eq!(blocks.feed("One `two` ~three"), [FencedPiece::Text("One `two` ~three".into())]);
        assert_eq!(blocks.feed("\n``"), [FencedPiece::Text("\n".into())]);
        assert_eq!(blocks.feed("`rust"), [FencedPiece::Text("```rust".into())]);
        assert_eq!(blocks.feed("\n```\n```par"), [FencedPiece::Text("\n```\n".into())]);
        assert_eq!(blocks.feed("lor:form\n{\"id\":\"a\","), []);
        assert_eq!(blocks.feed("\"fields\":[{\"name\":\"a\",\"label\":\"A\"}]}\n``"), []);
        assert!(matches!(blocks.feed("`\n")[..], [FencedPiece::Block(_)]));
    }

    proptest! {
        #[test]
        fn however_it_is_cut_the_same_comes_out(lines in prop::collection::vec(prop::sample::select(vec![
            "text", "", "```", "````", "~~~", "```rust", "```parlor:actions", "  ~~~parlor:form ", "```parlor:carousel`", " `", "é`",
            "{\"buttons\":[{\"label\":\"A\",\"message\":\"b\"}]}", "{\"id\":\"f\",\"fields\":[{\"name\":\"a\",\"label\":\"A\"}]}",
        ]), 0..14), cuts in prop::collection::vec(0_usize..400, 0..8)) {
            let text = lines.join("\n");
            let mut at: Vec<usize> = cuts.into_iter().map(|cut| text.floor_char_boundary(cut)).collect();
            at.extend([0, text.len()]);
            at.sort_unstable();
            let parts: Vec<&str> = at.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
            prop_assert_eq!(read(&parts).2, read(&[&text]).2);
        }

        #[test]
        fn a_long_block_is_the_same_however_it_is_cut(size in LARGEST - 40..LARGEST + 40, cut in 0..LARGEST) {
            let text = format!("```parlor:form\n{}\n```\nafter", "x".repeat(size));
            prop_assert_eq!(read(&[&text[..cut], &text[cut..]]).2, read(&[&text]).2);
        }
    }
}
