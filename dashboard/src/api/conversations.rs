//! Conversations and what was said in them.

use parlor_shared::owner::{ConversationItem, ConversationReply, ConversationsReply, OwnerMessagesReply};

use super::{
    failure::Failure,
    http::{self, escape, of_conversation, team_path},
};

/// Filters of the list.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Filter {
    /// Words in messages.
    pub(crate) search: String,
    /// `up`, `down` or `any`; empty for all.
    pub(crate) rated: String,
    /// Only those with an unsure answer.
    pub(crate) unsure: bool,
    /// A widget's id; empty for all.
    pub(crate) widget: String,
}

impl Filter {
    /// As a query, without the question mark.
    pub(crate) fn query(&self) -> String {
        let unsure = if self.unsure { "true" } else { "" };
        let pairs = [("q", self.search.trim()), ("rated", &self.rated), ("unsure", unsure), ("widget", &self.widget)];
        let given = pairs.iter().filter(|(_, value)| !value.is_empty());
        given.map(|(name, value)| format!("{name}={}", escape(value))).collect::<Vec<_>>().join("&")
    }
}

/// A page of conversations, of so many rows at most.
pub(crate) async fn page(
    filter: Filter,
    take: u32,
    cursor: Option<String>,
) -> Result<(Vec<ConversationItem>, Option<String>), Failure> {
    let cursor = cursor.map(|cursor| format!("&cursor={}", escape(&cursor))).unwrap_or_default();
    let address = team_path(&format!("/conversations?take={take}&{}{cursor}", filter.query()));
    let reply: ConversationsReply = http::get(&address).await?;
    Ok((reply.conversations, reply.next_cursor))
}

/// One conversation.
pub(crate) async fn get(id: String) -> Result<ConversationReply, Failure> {
    http::get(&of_conversation(&id, "")).await
}

/// Its messages, newest page first.
pub(crate) async fn messages(id: String, before: Option<String>) -> Result<OwnerMessagesReply, Failure> {
    let before = before.map(|before| format!("&before={}", escape(&before))).unwrap_or_default();
    http::get(&of_conversation(&id, &format!("/messages?take=100{before}"))).await
}
