//! Messages as nodes.

use parlor_shared::ids::{ConversationId, MessageId};
use sqlx::FromRow;

use super::{Connection, execute, id};
use crate::{
    core::{conversation::rendered::Rendered, store::Stored},
    store::{json, packed},
};

statements! {
    KEEP = "
        insert into rendered_messages (message_id, version, nodes)
        select id, $3, $4
        from messages
        where conversation_id = $1
          and id = $2
          and status <> 'streaming'
        on conflict (message_id) do update set
            version = excluded.version,
            nodes = excluded.nodes";

    /// `$2` is a JSON list of ids.
    BY_MESSAGES = "
        select d.message_id, d.version, d.nodes
        from rendered_messages d
        where d.message_id in (", texts_of!("$2"), ")
          and exists (select 1 from messages m where m.id = d.message_id and m.conversation_id = $1)";
}

#[derive(FromRow)]
struct RenderedRow {
    message_id: String,
    version: String,
    nodes: Vec<u8>,
}

impl RenderedRow {
    fn entity(self) -> Stored<(MessageId, Rendered)> {
        Ok((id(self.message_id)?, Rendered { version: self.version, json: packed::unpack(&self.nodes)? }))
    }
}

/// The nodes kept with these messages.
pub(super) async fn find(
    c: &mut Connection,
    conversation: &ConversationId,
    messages: &[MessageId],
) -> Stored<Vec<(MessageId, Rendered)>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let ids = json::text(&messages.iter().map(MessageId::as_str).collect::<Vec<_>>())?;
    let rows: Vec<RenderedRow> = sqlx::query_as(BY_MESSAGES).bind(conversation.as_str()).bind(ids).fetch_all(c).await?;
    let entities = rows.into_iter().map(RenderedRow::entity);
    // Damaged nodes are rendered anew.
    Ok(entities.filter_map(|entity| entity.inspect_err(|error| tracing::error!(%error)).ok()).collect())
}

/// Keeps the nodes of a message that is whole.
pub(super) async fn keep(
    c: &mut Connection,
    conversation: &ConversationId,
    message: &MessageId,
    rendered: &Rendered,
) -> Stored<()> {
    let query = sqlx::query(KEEP);
    let query = query.bind(conversation.as_str()).bind(message.as_str());
    execute(query.bind(&rendered.version).bind(packed::pack(&rendered.json)), c).await.map(|_| ())
}
