//! Conversations as the team that owns them lists and reads them.

use jiff::Timestamp;
use parlor_shared::{
    ids::{AccountId, AgentId, ConversationId, MessageId},
    owner::ConversationStatus,
    widget::{FeedbackValue, Role, Usage},
};

use super::{Conversation, visitor::Visitor};
use crate::core::engagement::{Engagement, lead::Lead};

/// Characters of the last message that a list shows.
pub const EXCERPT: usize = 200;

/// The beginning of a text, as lists show it.
pub fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT).collect()
}

/// A conversation as a row of the list.
#[derive(Clone, PartialEq, Debug)]
pub struct ConversationSummary {
    /// The conversation itself.
    pub conversation: Conversation,
    /// The name of its widget.
    pub widget_name: String,
    /// The visitor's language.
    pub locale: Option<String>,
    /// The visitor's name, as the owner's server stated it.
    pub visitor_name: Option<String>,
    /// The side that answers now.
    pub status: ConversationStatus,
    /// The member who answers.
    pub assignee: Option<AccountId>,
    /// Since when the visitor waits for a person.
    pub waiting_since: Option<Timestamp>,
    /// Time of a person's first reply.
    pub first_reply_at: Option<Timestamp>,
    /// The beginning of the last message with a text.
    pub last_text: String,
    /// Its sender.
    pub last_role: Option<Role>,
    /// The number of messages that are shown.
    pub messages: u64,
    /// The latest rating.
    pub rating: Option<FeedbackValue>,
    /// True if an answer was unsure.
    pub unsure: bool,
}

impl ConversationSummary {
    /// Its place in the list.
    pub fn place(&self) -> ConversationPlace {
        ConversationPlace { last_activity_at: self.conversation.last_activity_at, id: self.conversation.id.clone() }
    }
}

/// Everything about a conversation but its messages.
#[derive(Clone, PartialEq, Debug)]
pub struct ConversationDetail {
    /// The same as in the list.
    pub summary: ConversationSummary,
    /// The name of its agent.
    pub agent_name: String,
    /// The visitor.
    pub visitor: Visitor,
    /// The number of the visitor's other conversations.
    pub other_conversations: u64,
    /// The visitor's activity on the site.
    pub engagement: Engagement,
    /// Custom fields of a caller.
    pub meta: serde_json::Map<String, serde_json::Value>,
    /// Contact details given in it, earliest first.
    pub leads: Vec<Lead>,
    /// Tokens used for its answers.
    pub usage: Usage,
}

/// A place in the list: after this conversation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConversationPlace {
    /// Time of its latest message.
    pub last_activity_at: Timestamp,
    /// Its id.
    pub id: ConversationId,
}

/// The conversations that a list has; all conditions together.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ConversationFilter {
    /// The side that answers.
    pub status: Option<ConversationStatus>,
    /// The widget. Any text: one that is no id has no conversations.
    pub widget: Option<String>,
    /// The member it is assigned to.
    pub assignee: Option<Assignee>,
    /// Its rating.
    pub rated: Option<Rated>,
    /// True: only those with an unsure answer.
    pub unsure: bool,
    /// Words that are all in one message, the last one perhaps not whole.
    pub words: Option<SearchWords>,
    /// The latest message is not before.
    pub from: Option<Timestamp>,
    /// The latest message is before.
    pub to: Option<Timestamp>,
}

/// The member a conversation is assigned to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Assignee {
    /// Nobody.
    None,
    /// A member. Any text: one that is no account's id has no conversations.
    Account(String),
}

/// The rating of a conversation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rated {
    /// In either way.
    Any,
    /// In this way.
    As(FeedbackValue),
}

/// Words to search for: at least one, with something in each that a database takes for a word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SearchWords(Vec<String>);

/// Words of a search that are looked at.
const MOST_WORDS: usize = 16;

impl SearchWords {
    /// The words of a text; `None` when it has none.
    pub fn of(text: &str) -> Option<Self> {
        let plain: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { separator(c) }).collect();
        let words = plain.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
        let words: Vec<String> = words.take(MOST_WORDS).map(str::to_owned).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// The words, in order.
    pub fn words(&self) -> &[String] {
        &self.0
    }
}

/// Signs of syntax and ASCII punctuation part words; marks of other writing belong to them.
fn separator(c: char) -> char {
    if c.is_ascii() || c.is_control() { ' ' } else { c }
}

/// A visitor's question whose answer was not good.
#[derive(Clone, PartialEq, Debug)]
pub struct Question {
    /// The message.
    pub message_id: MessageId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// The agent that was asked.
    pub agent_id: AgentId,
    /// The question.
    pub text: String,
    /// Its time.
    pub at: Timestamp,
    /// The answer was unsure.
    pub unsure: bool,
    /// The answer failed or was interrupted.
    pub failed: bool,
    /// The answer was rated down.
    pub rated_down: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_search_hold_no_syntax() {
        let words = |text: &str| SearchWords::of(text).map(|words| words.0);
        assert_eq!(words("  return  policy "), Some(vec!["return".into(), "policy".into()]));
        assert_eq!(
            words("\"a' OR text:b* \\ NEAR(c)"),
            Some(["a", "OR", "text", "b", "NEAR", "c"].map(Into::into).into())
        );
        assert_eq!(words("größe 退货 नमस्ते"), Some(["größe", "退货", "नमस्ते"].map(Into::into).into()));
        assert_eq!(words("!? *"), None);
        assert_eq!(words(&"a ".repeat(99)).unwrap().len(), MOST_WORDS);
    }
}
