//! Removing conversations, and all that hangs on them.

use parlor_shared::ids::{VisitorId, WidgetId};
use sqlx::QueryBuilder;

use super::{Connection, Db, Stored, execute};

/// What is removed, in this order: each statement around the ids of the conversations. Files go
/// with their conversation, calls of page tools with their run.
const STATEMENTS: [(&str, &str); 9] = [
    ("delete from run_log where answer_id in (select id from messages where conversation_id in (", "))"),
    ("delete from runs where conversation_id in (", ")"),
    ("delete from events where conversation_id in (", ")"),
    ("delete from engagement where conversation_id in (", ")"),
    ("delete from spoken_rules where conversation_id in (", ")"),
    ("delete from leads where conversation_id in (", ")"),
    ("update messages set reply_to = null where reply_to is not null and conversation_id in (", ")"),
    ("delete from messages where conversation_id in (", ")"),
    ("delete from conversations where id in (", ")"),
];

/// Removes the conversations of a widget, or of one visitor of it. A foreign visitor has none here.
pub(super) async fn conversations(c: &mut Connection, widget: &WidgetId, visitor: Option<&VisitorId>) -> Stored<()> {
    for (before, after) in STATEMENTS {
        let mut query = QueryBuilder::<Db>::new(before);
        query.push("select id from conversations where widget_id = ").push_bind(widget.as_str());
        if let Some(visitor) = visitor {
            query.push(" and visitor_id = ").push_bind(visitor.as_str());
        }
        execute(query.push(after).build(), c).await?;
    }
    Ok(())
}
