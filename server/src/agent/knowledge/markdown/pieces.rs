//! The pieces that passages are made of, each at most a passage long, and the packing of them.

use std::{ops::Range, rc::Rc};

use unicode_segmentation::UnicodeSegmentation as _;

/// A piece of a section.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    text: String,
    characters: usize,
    joint: Joint,
}

/// The joint between a piece and the one before it.
#[derive(Clone, Debug)]
enum Joint {
    /// After an empty line.
    Apart,
    /// On the next line, when the one before is of the same list.
    Item(usize),
    /// On the next line of the same table; else its head comes first.
    Row(Rc<str>),
}

impl Piece {
    fn new(text: String, joint: Joint) -> Self {
        Self { characters: text.chars().count(), text, joint }
    }

    /// Stands by itself.
    pub(super) fn paragraph(text: String) -> Self {
        Self::new(text, Joint::Apart)
    }

    /// An item of the list with this number.
    pub(super) fn item(text: String, list: usize) -> Self {
        Self::new(text, Joint::Item(list))
    }

    /// A row of the table with this head.
    pub(super) fn row(text: String, head: &Rc<str>) -> Self {
        Self::new(text, Joint::Row(Rc::clone(head)))
    }

    fn follows(&self, before: &Joint) -> bool {
        match (&self.joint, before) {
            (Joint::Item(list), Joint::Item(other)) => list == other,
            (Joint::Row(head), Joint::Row(other)) => Rc::ptr_eq(head, other),
            _ => false,
        }
    }

    /// The prefix of its text.
    fn lead(&self, before: Option<&Joint>) -> String {
        let mut lead = match before {
            None => String::new(),
            Some(before) if self.follows(before) => return "\n".into(),
            Some(_) => "\n\n".into(),
        };
        if let Joint::Row(head) = &self.joint {
            lead.push_str(head);
            lead.push('\n');
        }
        lead
    }
}

/// Puts pieces together to texts of at most `longest` characters.
pub(super) fn packed(pieces: Vec<Piece>, longest: usize) -> Vec<String> {
    let mut done = vec![];
    let (mut text, mut characters, mut before) = (String::new(), 0, None);
    for piece in pieces {
        let mut lead = piece.lead(before.as_ref());
        if before.is_some() && characters + lead.chars().count() + piece.characters > longest {
            done.push(std::mem::take(&mut text));
            characters = 0;
            lead = piece.lead(None);
        }
        characters += lead.chars().count() + piece.characters;
        text.push_str(&lead);
        text.push_str(&piece.text);
        before = Some(piece.joint);
    }
    if !text.is_empty() {
        done.push(text);
    }
    done
}

/// Cuts `text[range]` into ranges of at most `longest` characters: at ends of sentences that are not within one of the
/// `whole` ranges, else between words, else anywhere.
pub(super) fn sentences(text: &str, range: Range<usize>, whole: &[Range<usize>], longest: usize) -> Vec<Range<usize>> {
    let part = &text[range.clone()];
    let mut spans = whole.iter().peekable();
    let mut borders = vec![];
    for (at, _) in part.split_sentence_bound_indices() {
        let at = range.start + at;
        while spans.next_if(|span| span.end <= at).is_some() {}
        if spans.peek().is_none_or(|span| at <= span.start) {
            borders.push(at);
        }
    }
    borders.push(range.end);
    let mut done: Vec<Range<usize>> = vec![];
    let mut room = 0;
    for ends in borders.windows(2) {
        let sentence = ends[0]..ends[1];
        let characters = text[sentence.clone()].chars().count();
        match done.last_mut() {
            Some(last) if characters <= room => {
                last.end = sentence.end;
                room -= characters;
            }
            _ => {
                done.extend(words(text, sentence, longest));
                let last = done.last().map_or(0, |last| text[last.clone()].chars().count());
                room = longest.saturating_sub(last);
            }
        }
    }
    done
}

/// The same between words, or anywhere in a word that is longer.
fn words(text: &str, range: Range<usize>, longest: usize) -> Vec<Range<usize>> {
    let (mut done, mut begin, mut space, mut count) = (vec![], range.start, None, 0);
    for (at, c) in text[range.clone()].char_indices() {
        let at = range.start + at;
        if count == longest {
            let end = space.filter(|space| *space > begin).unwrap_or(at);
            done.push(begin..end);
            count = text[end..at].chars().count();
            (begin, space) = (end, None);
        }
        count += 1;
        if c.is_whitespace() {
            space = Some(at + c.len_utf8());
        }
    }
    done.push(begin..range.end);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, longest: usize) -> Vec<&str> {
        sentences(text, 0..text.len(), &[], longest).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_of_every_script_are_borders() {
        assert_eq!(cut("One two. Three four. Five.", 12), ["One two. ", "Three four. ", "Five."]);
        assert_eq!(cut("三十天内退货。运费五欧元。好。", 8), ["三十天内退货。", "运费五欧元。好。"]);
        assert_eq!(cut("هل هذا؟ نعم هذا. لا.", 9), ["هل هذا؟ ", "نعم هذا. ", "لا."]);
        assert_eq!(cut("one two three", 8), ["one two ", "three"]);
        assert_eq!(cut("onetwothree", 4), ["onet", "woth", "ree"]);
        assert_eq!(cut("", 4), [""; 0]);
    }

    #[test]
    fn a_link_is_not_cut_through() {
        let text = "See [One. Two. Three](x). End.";
        let link = 4..24;
        let cut: Vec<_> = sentences(text, 0..text.len(), &[link], 10).into_iter().map(|range| &text[range]).collect();
        assert_eq!(cut.concat(), text);
        assert!(cut.iter().all(|part| part.chars().count() <= 10), "{cut:?}");
        assert!(cut.iter().any(|part| part.ends_with("End.")), "{cut:?}");
    }

    #[test]
    fn rows_repeat_their_head_where_a_text_begins() {
        let (head, other): (Rc<str>, Rc<str>) = ("|H|\n|-|".into(), "|H|\n|-|".into());
        let rows = ["|1|", "|2|", "|3|"].map(|row| Piece::row(row.into(), &head));
        let pieces =
            std::iter::once(Piece::paragraph("Before".into())).chain(rows).chain([Piece::row("|9|".into(), &other)]);
        assert_eq!(packed(pieces.collect(), 24), ["Before\n\n|H|\n|-|\n|1|\n|2|", "|H|\n|-|\n|3|\n\n|H|\n|-|\n|9|"]);
    }
}
