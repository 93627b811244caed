//! What SQLite says in its own way.

/// One writer: nothing needs a lock.
pub(super) const LOCK_CONVERSATION: &str =
    "select budget_since, budget_answers, budget_tokens from conversations where id = $1 and visitor_id = $2";

pub(super) const ORPHANS: &str = "select answer_id, conversation_id from runs where $2 or lease_until < $1";

pub(super) const SEARCH: &str = "select document, ordinal, title, url, text, plain, -bm25(passages, 0, 0, 0, 0, 0, 4.0, 1.0) as score \
     from passages where passages match $2 and agent_id = $1 order by score desc limit $3";

/// FTS5's query syntax: quoted words, any of them.
pub(super) fn match_any(terms: &[String]) -> String {
    terms.iter().map(|term| format!("\"{}\"", term.replace('"', ""))).collect::<Vec<_>>().join(" OR ")
}
