//! What PostgreSQL says in its own way.

/// Turns of one conversation wait for each other here.
pub(super) const LOCK_CONVERSATION: &str = "select id from conversations where id = $1 and visitor_id = $2 for update";

/// Charges of one account wait for each other here.
pub(super) const FOR_UPDATE: &str = " for update";

/// Another node may be ending the same ones.
pub(super) const ORPHANS: &str = "select answer_id, conversation_id from runs where $2 or lease_until < $1 order by answer_id for update skip locked";

/// The length of a passage counts (normalisation 1), since long ones match more by chance.
pub(super) const SEARCH: &str = "select document, ordinal, title, url, text, plain, ts_rank(words, query, 1)::float8 as score \
     from passages, to_tsquery('english', $2) english, to_tsquery('simple', $2) simple, lateral (select english || simple as query) both_queries \
     where agent_id = $1 and words @@ query order by score desc, document, ordinal limit $3";

/// A text search query: quoted words, any of them.
pub(super) fn match_any(terms: &[String]) -> String {
    terms.iter().map(|term| format!("'{}'", term.replace(['\'', '\\'], ""))).collect::<Vec<_>>().join(" | ")
}

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
