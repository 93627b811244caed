//! What SQLite says in its own way.

/// One writer: nothing needs a lock.
pub(super) const LOCK_CONVERSATION: &str = "select id from conversations where id = $1 and visitor_id = $2";

/// One writer: nothing needs a lock.
pub(super) const FOR_UPDATE: &str = "";

pub(super) const ORPHANS: &str = "select answer_id, conversation_id from runs where $2 or lease_until < $1";

/// One writer: nothing needs a lock.
pub(super) const LOCK_TEAM: &str = "select id from teams where id = $1";

pub(super) const FILES_WITHOUT_CONTENT: &str =
    "select id, team_id, name, kind, x'' as bytes, created_at from files where team_id = $1 order by created_at, id";

/// Before and after the wanted names and texts, a JSON object. Numbers and truth values are compared as they are written.
pub(super) const META_HAS: (&str, &str) = (
    " and not exists (select 1 from json_each(",
    ") wanted where not exists (select 1 from json_each(w.meta) has where has.key = wanted.key \
     and case has.type when 'true' then 'true' when 'false' then 'false' else cast(has.value as text) end = wanted.value))",
);

pub(super) const WIDGET_STATS: &str = "select count(*), coalesce(sum(messages), 0), coalesce(sum(last_activity_at >= $2), 0), \
     coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0) from conversations where widget_id = $1";

/// One writer: nothing needs a lock.
pub(super) const LOCK_FILES: &str = "select id from conversations where id = $1";
