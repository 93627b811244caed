//! SQLite's own words in the statements both databases share.

use parlor_shared::ids::TeamId;

use crate::core::{conversation::inbox::SearchWords, entropy::hex};

/// Condition: a message of the conversation `c` has some words, as [`search_query`] writes them; of the newest such
/// messages, since all of a word that is everywhere would take seconds.
macro_rules! has_words {
    ($words:literal) => {
        concat!(
            "c.id in (select m.conversation_id
              from (
                  select rowid as number
                  from message_search
                  where message_search match ",
            $words,
            "
                  order by rowid desc
                  limit 2000
              ) s
              join messages m on m.search_id = s.number)"
        )
    };
}

/// The words as the index is asked, in messages of the team alone. Words hold no syntax of it.
pub(super) fn search_query(team: &TeamId, words: &SearchWords) -> String {
    let team = hex(team.as_str().as_bytes());
    let words: Vec<String> = words.words().iter().map(|word| format!("\"{word}\"")).collect();
    format!("team : t{team} AND text : ({}*)", words.join(" AND "))
}

/// One writer: nothing needs a lock.
macro_rules! for_update {
    () => {
        ""
    };
}

/// One writer: nothing is locked.
macro_rules! skip_locked {
    () => {
        ""
    };
}

/// The texts of a JSON list.
macro_rules! texts_of {
    ($list:literal) => {
        concat!("select value from json_each(", $list, ")")
    };
}

/// Condition: the column `meta` has all of these names with these texts, a JSON object. Numbers and truth values are compared as
/// they are written.
macro_rules! meta_has {
    ($wanted:literal) => {
        concat!(
            "not exists (
              select 1
              from json_each(",
            $wanted,
            ") wanted
              where not exists (
                  select 1
                  from json_each(meta) has
                  where has.key = wanted.key
                    and wanted.value =
                        case has.type
                            when 'true' then 'true'
                            when 'false' then 'false'
                            else cast(has.value as text)
                        end))"
        )
    };
}
