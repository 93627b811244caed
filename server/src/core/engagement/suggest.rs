//! Suggested actions after an answer, as buttons.

use parlor_shared::content::{Block, Button, Citation, QuickReply};

use crate::core::security::links;

/// A button.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion {
    /// The button's label.
    pub label: String,
    /// The button's action.
    pub act: Act,
}

/// The action of a button.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// Goes to this address, which was checked: [`links::checked_or_local`].
    Link(String),
    /// Asks for a person.
    Handoff,
    /// Sends the label as the visitor's next message.
    Message,
    /// Closes the suggestions.
    Dismiss,
}

impl Suggestion {
    /// A button.
    pub fn new(label: impl Into<String>, act: Act) -> Self {
        Self { label: label.into(), act }
    }
}

/// Maximum number of sources offered.
const LINKS: usize = 3;

/// Returns the buttons after an answer: its source pages, then its quick replies and actions, last a handoff to a
/// person. The handoff is included when the answer offers one, or else, labelled `wanted`, when the visitor wants one.
pub fn after_answer(
    citations: &[Citation],
    quick_replies: &[QuickReply],
    blocks: &[Block],
    wanted: Option<&str>,
) -> Vec<Suggestion> {
    let replies = quick_replies.iter().map(|QuickReply(text)| Suggestion::new(text, Act::Message));
    let offered = blocks.iter().find_map(offer);
    let person = offered.or(wanted).map(|label| Suggestion::new(label, Act::Handoff));
    sources(citations).into_iter().chain(replies).chain(blocks.iter().flat_map(acts)).chain(person).collect()
}

/// The label of a block that offers a person.
fn offer(block: &Block) -> Option<&str> {
    match block {
        Block::EscalationButton { label, .. } => Some(label),
        Block::Actions(actions) => actions.buttons.iter().find_map(|button| match button {
            Button::Handoff { label, .. } => Some(label.as_str()),
            _ => None,
        }),
        _ => None,
    }
}

/// Returns the link and message buttons of a block. A message button is labelled with the message it sends.
fn acts(block: &Block) -> Vec<Suggestion> {
    let Block::Actions(actions) = block else { return Vec::new() };
    let act = |button: &Button| match button {
        Button::Link { label, link } => Some(Suggestion::new(label, Act::Link(link.clone()))),
        Button::Message { message, .. } => Some(Suggestion::new(message, Act::Message)),
        Button::Handoff { .. } => None,
    };
    actions.buttons.iter().filter_map(act).collect()
}

/// Returns the source pages, each once; addresses that are not safe to follow are left out.
fn sources(citations: &[Citation]) -> Vec<Suggestion> {
    let mut links: Vec<Suggestion> = Vec::new();
    for citation in citations {
        let Some(url) = citation.url.as_deref().and_then(links::checked_or_local) else { continue };
        let act = Act::Link(url);
        if links.len() < LINKS && links.iter().all(|link| link.act != act) {
            links.push(Suggestion::new(&citation.title, act));
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    fn citation(title: &str, url: Option<&str>) -> Citation {
        Citation { title: title.into(), url: url.map(String::from), snippet: String::new() }
    }

    fn link(label: &str, url: &str) -> Suggestion {
        Suggestion::new(label, Act::Link(url.into()))
    }

    fn button() -> Block {
        Block::EscalationButton { label: "Ask Ada".into(), message: "I want a person.".into() }
    }

    #[test]
    fn nothing_came_so_nothing_is_suggested() {
        assert_eq!(after_answer(&[], &[], &[], None), []);
    }

    #[test]
    fn sources_then_replies_then_a_person() {
        let sources = [citation("Prices", Some("/pricing")), citation("Unpublished", None)];
        let found = after_answer(&sources, &[QuickReply("Yes".into())], &[button()], Some("A person"));
        let person = Suggestion::new("Ask Ada", Act::Handoff);
        assert_eq!(found, [link("Prices", "/pricing"), Suggestion::new("Yes", Act::Message), person]);
    }

    #[test]
    fn who_wants_a_person_is_offered_one() {
        assert_eq!(after_answer(&[], &[], &[], Some("A person")), [Suggestion::new("A person", Act::Handoff)]);
    }

    #[test]
    fn pages_are_offered_once_and_only_safe_ones() {
        let sources = [
            citation("Evil", Some("javascript:alert(1)")),
            citation("Elsewhere", Some("//evil.example/")),
            citation("A", Some("https://shop.example/a")),
            citation("A again", Some("https://shop.example/a")),
            citation("B", Some("/b")),
            citation("C", Some("/c")),
            citation("D", Some("/d")),
        ];
        let found = after_answer(&sources, &[], &[], None);
        assert_eq!(found, [link("A", "https://shop.example/a"), link("B", "/b"), link("C", "/c")]);
    }
}
