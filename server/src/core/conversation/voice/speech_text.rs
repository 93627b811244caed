//! A document as it is read aloud: the words without their marks.

use parlor_shared::content::{Element, Node};

/// Returns the words of a document, at most `most` characters, cut at the end of a sentence where possible. Code blocks
/// are left out; a formula is read as it was written.
pub fn speech_text(nodes: &[Node], most: usize) -> String {
    let mut speech = Speech::default();
    for node in nodes {
        speech.step(node);
    }
    cut(speech.text.trim(), most).to_owned()
}

#[derive(Default)]
struct Speech {
    text: String,
    open: Vec<Kind>,
}

/// The way an open element is read.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Part of a sentence.
    Inline,
    /// A sentence of its own: the text after it begins another one.
    Block,
    /// Its content is not read.
    Silent,
}

impl Speech {
    fn step(&mut self, node: &Node) {
        match node {
            Node::Open(element) => self.open(element),
            Node::Close => {
                if self.open.pop() == Some(Kind::Block) {
                    self.rest();
                }
            }
            _ if self.open.contains(&Kind::Silent) => {}
            Node::Text(text) => self.text.push_str(text),
            Node::Break => self.text.push(' '),
            Node::Rule => self.rest(),
            Node::Image { alt, .. } => self.text.push_str(alt),
            Node::Checkbox(_) => {}
        }
    }

    fn open(&mut self, element: &Element) {
        if let Element::Formula { tex, .. } = element
            && !self.open.contains(&Kind::Silent)
        {
            self.text.push_str(tex);
        }
        self.open.push(match element {
            Element::CodeBlock { .. } | Element::Formula { .. } | Element::Math { .. } => Kind::Silent,
            _ if element.is_inline() => Kind::Inline,
            _ => Kind::Block,
        });
    }

    /// A pause: a sentence that has no mark at its end gets one.
    fn rest(&mut self) {
        let length = self.text.trim_end().len();
        self.text.truncate(length);
        if self.text.ends_with(char::is_alphanumeric) {
            self.text.push('.');
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}

fn cut(text: &str, most: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(most) else { return text };
    let head = &text[..end];
    let sentence = head.rfind(['.', '!', '?', '。', '।', '\n']).filter(|at| *at > end / 2);
    sentence.map_or(head, |at| head[..at + head[at..].chars().next().map_or(0, char::len_utf8)].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Node {
        Node::Text(text.into())
    }

    #[test]
    fn marks_and_code_are_not_read() {
        let nodes = [
            Node::Open(Element::Heading(1)),
            text("Delivery"),
            Node::Close,
            Node::Open(Element::Paragraph),
            text("We ship "),
            Node::Open(Element::Strong),
            text("daily"),
            Node::Close,
            text(", see"),
            Node::Break,
            Node::Open(Element::Code),
            text("track"),
            Node::Close,
            text("."),
            Node::Close,
            Node::Open(Element::CodeBlock { lang: None }),
            text("fn main() {}"),
            Node::Close,
            Node::Open(Element::Paragraph),
            Node::Open(Element::Formula { display: false, tex: "x^2".into() }),
            Node::Open(Element::Math { tag: parlor_shared::content::MathTag::Mi, attrs: Vec::new() }),
            text("x"),
        ];
        assert_eq!(speech_text(&nodes, 100), "Delivery.\nWe ship daily, see track.\nx^2");
    }

    #[test]
    fn a_long_text_ends_with_a_sentence() {
        assert_eq!(speech_text(&[text("One two. Three four five")], 12), "One two.");
        assert_eq!(speech_text(&[text("One two three four five")], 12), "One two thre");
        assert_eq!(speech_text(&[text("猫。犬。鳥")], 4), "猫。犬。");
        assert_eq!(speech_text(&[], 12), "");
    }
}
