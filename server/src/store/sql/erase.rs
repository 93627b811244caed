//! Removing conversations, and all that hangs on them.

use parlor_shared::ids::{VisitorId, WidgetId};

use super::{Connection, Stored, execute};

/// The statements that remove some conversations, in this order. Files and previews of links go with their conversation,
/// nodes with their message, calls of page tools with their run. A lead goes with the last that was given of it: its row is
/// locked first, so that what others give at the same time is seen.
macro_rules! removing {
    ($theirs:literal) => {
        [
            concat! { "
        delete from run_log
        where answer_id in (select id from messages where conversation_id in (", $theirs, "))" },
            concat! { "delete from runs where conversation_id in (", $theirs, ")" },
            concat! { "delete from activity where conversation_id in (", $theirs, ")" },
            concat! { "delete from events where conversation_id in (", $theirs, ")" },
            concat! { "delete from engagement where conversation_id in (", $theirs, ")" },
            concat! { "delete from spoken_rules where conversation_id in (", $theirs, ")" },
            concat! { "delete from budgets where scope = 'conversation' and subject in (", $theirs, ")" },
            concat! { "
        update leads
        set created_at = created_at
        where id in (select lead_id from lead_contributions where conversation_id in (", $theirs, "))" },
            concat! { "
        delete from leads
        where id in (select lead_id from lead_contributions where conversation_id in (", $theirs, "))
          and not exists (
              select 1
              from lead_contributions o
              where o.lead_id = leads.id
                and o.conversation_id not in (", $theirs, "))" },
            concat! { "delete from lead_contributions where conversation_id in (", $theirs, ")" },
            concat! { "
        update messages
        set reply_to = null
        where reply_to is not null
          and conversation_id in (", $theirs, ")" },
            concat! { "delete from messages where conversation_id in (", $theirs, ")" },
            concat! { "delete from conversations where id in (", $theirs, ")" },
        ]
    };
}

/// All of a widget.
pub(super) const OF_WIDGET: [&str; 13] = removing!("select id from conversations where widget_id = $1");

/// Those of one of its visitors.
pub(super) const OF_VISITOR: [&str; 13] =
    removing!("select id from conversations where widget_id = $1 and visitor_id = $2");

/// Removes the conversations of a widget, or of one visitor of it. A foreign visitor has none here.
pub(super) async fn conversations(c: &mut Connection, widget: &WidgetId, visitor: Option<&VisitorId>) -> Stored<()> {
    for statement in if visitor.is_some() { OF_VISITOR } else { OF_WIDGET } {
        let query = sqlx::query(statement).bind(widget.as_str());
        let query = match visitor {
            Some(visitor) => query.bind(visitor.as_str()),
            None => query,
        };
        execute(query, &mut *c).await?;
    }
    Ok(())
}
