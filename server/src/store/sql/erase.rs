//! Removing conversations, and all that hangs on them.

use parlor_shared::ids::{VisitorId, WidgetId};
use sqlx::QueryBuilder;

use super::{Connection, Db, Stored, execute};

/// Where the ids of the conversations belong in a statement.
const THEIRS: &str = "{theirs}";

/// What is removed, in this order. Files and previews of links go with their conversation, nodes with their message,
/// calls of page tools with their run. A lead goes with
/// the last that was given of it: its row is locked first, so that what others give at the same time is seen.
const STATEMENTS: [&str; 12] = [
    "delete from run_log where answer_id in (select id from messages where conversation_id in ({theirs}))",
    "delete from runs where conversation_id in ({theirs})",
    "delete from events where conversation_id in ({theirs})",
    "delete from engagement where conversation_id in ({theirs})",
    "delete from spoken_rules where conversation_id in ({theirs})",
    "delete from budgets where scope = 'conversation' and subject in ({theirs})",
    "update leads set created_at = created_at \
     where id in (select lead_id from lead_contributions where conversation_id in ({theirs}))",
    "delete from leads where id in (select lead_id from lead_contributions where conversation_id in ({theirs})) \
     and not exists (select 1 from lead_contributions o where o.lead_id = leads.id and o.conversation_id not in ({theirs}))",
    "delete from lead_contributions where conversation_id in ({theirs})",
    "update messages set reply_to = null where reply_to is not null and conversation_id in ({theirs})",
    "delete from messages where conversation_id in ({theirs})",
    "delete from conversations where id in ({theirs})",
];

/// Removes the conversations of a widget, or of one visitor of it. A foreign visitor has none here.
pub(super) async fn conversations(c: &mut Connection, widget: &WidgetId, visitor: Option<&VisitorId>) -> Stored<()> {
    for statement in STATEMENTS {
        let mut query = QueryBuilder::<Db>::new("");
        for (at, part) in statement.split(THEIRS).enumerate() {
            if at > 0 {
                query.push("select id from conversations where widget_id = ").push_bind(widget.as_str());
                if let Some(visitor) = visitor {
                    query.push(" and visitor_id = ").push_bind(visitor.as_str());
                }
            }
            query.push(part);
        }
        execute(query.build(), c).await?;
    }
    Ok(())
}
