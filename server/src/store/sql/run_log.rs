//! The content of a running answer's log.

use super::{Connection, unsigned};
use crate::core::{conversation::run::RunEvent, store::Stored};

statements! {
    CHUNKS = "
        select last_seq, events, compact
        from run_log
        where answer_id = $1
        order by first_seq";
}

/// The text and blocks of a log so far.
pub(super) struct Logged {
    pub(super) text: String,
    pub(super) blocks: Vec<parlor_shared::content::Block>,
    pub(super) last_seq: u64,
}

/// Nothing once the log is compact: the answer has ended since, and its message holds all of it.
pub(super) async fn logged(c: &mut Connection, answer: &str) -> Stored<Option<Logged>> {
    let query = sqlx::query_as(CHUNKS);
    let chunks: Vec<(i64, String, bool)> = query.bind(answer).fetch_all(c).await?;
    let mut logged = Logged { text: String::new(), blocks: Vec::new(), last_seq: 0 };
    for (last, json, compact) in chunks {
        if compact {
            return Ok(None);
        }
        logged.last_seq = unsigned(last);
        for event in serde_json::from_str::<Vec<RunEvent>>(&json)? {
            match event {
                RunEvent::Text(text) => logged.text.push_str(&text),
                RunEvent::Block(block) => logged.blocks.push(block),
                RunEvent::ToolCall { .. } | RunEvent::PageCall(_) | RunEvent::Done(_) | RunEvent::Failed(_) => {}
            }
        }
    }
    Ok(Some(logged))
}
