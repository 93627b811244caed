//! What PostgreSQL says in its own way.

/// Turns of one conversation wait for each other here.
pub(super) const LOCK_CONVERSATION: &str = "select id from conversations where id = $1 and visitor_id = $2 for update";

/// Charges of one account wait for each other here.
pub(super) const FOR_UPDATE: &str = " for update";

/// Another node may be ending the same ones.
pub(super) const ORPHANS: &str = "select answer_id, conversation_id from runs where $2 or lease_until < $1 order by answer_id for update skip locked";

/// Changes of one team's members and widgets' names wait for each other here.
pub(super) const LOCK_TEAM: &str = "select id from teams where id = $1 for update";

pub(super) const FILES_WITHOUT_CONTENT: &str = "select id, team_id, name, kind, ''::bytea as bytes, created_at from files where team_id = $1 order by created_at, id";

/// Before and after the wanted names and texts, a JSON object. Numbers and truth values are compared as they are written.
pub(super) const META_HAS: (&str, &str) = (
    " and not exists (select 1 from json_each_text(",
    "::json) wanted where (w.meta::json ->> wanted.key) is distinct from wanted.value)",
);

pub(super) const WIDGET_STATS: &str = "select count(*), coalesce(sum(messages), 0)::bigint, count(*) filter (where last_activity_at >= $2), \
     coalesce(sum(input_tokens), 0)::bigint, coalesce(sum(output_tokens), 0)::bigint from conversations where widget_id = $1";

/// Files of one conversation wait for each other here, so that none slips past its quota.
pub(super) const LOCK_FILES: &str = "select id from conversations where id = $1 for update";
