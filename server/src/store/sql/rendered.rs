//! Messages as nodes.

use parlor_shared::ids::{ConversationId, MessageId};
use sqlx::{FromRow, QueryBuilder};

use super::{Connection, Db, execute, id};
use crate::{
    core::{rendered::Rendered, store::Stored},
    store::packed,
};

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

/// What is kept with these messages.
pub(super) async fn find(
    c: &mut Connection,
    conversation: &ConversationId,
    messages: &[MessageId],
) -> Stored<Vec<(MessageId, Rendered)>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::<Db>::new(
        "select d.message_id, d.version, d.nodes from rendered_messages d join messages m on m.id = d.message_id \
         where m.conversation_id = ",
    );
    query.push_bind(conversation.as_str()).push(" and d.message_id in (");
    let mut ids = query.separated(", ");
    for message in messages {
        ids.push_bind(message.as_str());
    }
    query.push(")");
    // As many texts of this statement as there are lengths of lists: not worth keeping prepared.
    let rows: Vec<RenderedRow> = query.build_query_as().persistent(false).fetch_all(c).await?;
    let entities = rows.into_iter().map(RenderedRow::entity);
    // What is damaged is drawn anew.
    Ok(entities.filter_map(|entity| entity.inspect_err(|error| tracing::error!(%error)).ok()).collect())
}

/// Keeps the nodes of a message that is whole.
pub(super) async fn keep(
    c: &mut Connection,
    conversation: &ConversationId,
    message: &MessageId,
    rendered: &Rendered,
) -> Stored<()> {
    let query = sqlx::query(
        "insert into rendered_messages (message_id, version, nodes) \
         select id, $3, $4 from messages where conversation_id = $1 and id = $2 and status <> 'streaming' \
         on conflict (message_id) do update set version = excluded.version, nodes = excluded.nodes",
    );
    let query = query.bind(conversation.as_str()).bind(message.as_str());
    execute(query.bind(&rendered.version).bind(packed::pack(&rendered.json)), c).await.map(|_| ())
}
