//! PostgreSQL's own words in the statements both databases share.

use parlor_shared::ids::TeamId;

use crate::core::conversation::inbox::SearchWords;

/// Condition: a message of the conversation `c` has some words, as [`search_query`] writes them; of the team `$1`'s
/// thousand conversations last active that have such a message. Messages become conversations before they are sorted,
/// since a common word is in ten times as many of them. The array is read once, where a prepared statement would go
/// through the rows for each conversation.
macro_rules! has_words {
    ($words:literal) => {
        concat!(
            "c.id = any (array(
              select o.id
              from (select distinct s.conversation_id
              from messages s
              where to_tsvector('simple', left(s.text, 100000)) @@ to_tsquery('simple', ",
            $words,
            ")
                and not s.superseded) n
              join conversations o on o.id = n.conversation_id and o.team_id = $1
              order by o.last_activity_at desc
              limit 1000))"
        )
    };
}

/// The words as the index is asked; the statement sees to it that they are the team's. Words hold no syntax of it.
pub(super) fn search_query(_: &TeamId, words: &SearchWords) -> String {
    let words: Vec<String> = words.words().iter().map(|word| format!("'{word}'")).collect();
    format!("{}:*", words.join(" & "))
}

/// Others who want these rows wait until the transaction ends.
macro_rules! for_update {
    () => {
        " for update"
    };
}

/// The same, leaving out those that others hold.
macro_rules! skip_locked {
    () => {
        " for update skip locked"
    };
}

/// The texts of a JSON list.
macro_rules! texts_of {
    ($list:literal) => {
        concat!("select json_array_elements_text(", $list, "::json)")
    };
}

/// Condition: the column `meta` has all of these names with these texts, a JSON object. Numbers and truth values are compared as
/// they are written.
macro_rules! meta_has {
    ($wanted:literal) => {
        concat!(
            "not exists (
              select 1
              from json_each_text(",
            $wanted,
            "::json) wanted
              where (meta::json ->> wanted.key) is distinct from wanted.value)"
        )
    };
}
