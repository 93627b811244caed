//! The part of a conversation that is sent along.

use crate::core::conversation::agent_port::HistoryMessage;

/// Most scripts need fewer tokens than one per four characters of English; it is an estimate, and a model that finds
/// the question too long anyway is asked again without history.
const CHARS_PER_TOKEN: usize = 4;
/// The cost of the frame around one message, in tokens.
const PER_MESSAGE: usize = 4;

/// About how many tokens a message costs: a quarter of its characters, rounded up, and 4 more.
pub(super) fn tokens(text: &str) -> usize {
    text.chars().count().div_ceil(CHARS_PER_TOKEN) + PER_MESSAGE
}

/// The newest messages that fit into `limit` tokens, oldest first. Older ones are dropped first, and none is cut.
pub(super) fn newest(history: &[HistoryMessage], limit: u32) -> &[HistoryMessage] {
    let mut room = usize::try_from(limit).unwrap_or(usize::MAX);
    let kept = history.iter().rev().take_while(|said| {
        let cost = tokens(&said.text);
        let fits = cost <= room;
        room = room.saturating_sub(cost);
        fits
    });
    &history[history.len() - kept.count()..]
}

#[cfg(test)]
mod tests {
    use parlor_shared::widget::Role;

    use super::*;

    fn said(text: &str) -> HistoryMessage {
        HistoryMessage { role: Role::User, text: text.to_owned() }
    }

    #[test]
    fn counts_characters_not_bytes() {
        assert_eq!((tokens(""), tokens("abcd"), tokens("abcde"), tokens("日本語日")), (4, 5, 6, 5));
    }

    #[test]
    fn drops_the_oldest_first_and_never_skips_one() {
        let history = [said("a"), said(&"b".repeat(400)), said("c"), said("d")];
        let texts = |limit| newest(&history, limit).iter().map(|s| s.text.chars().next().unwrap()).collect::<String>();
        assert_eq!(texts(1_000), "abcd");
        assert_eq!(texts(118), "bcd");
        assert_eq!(texts(50), "cd");
        assert_eq!(texts(5), "d");
        assert_eq!(texts(4), "");
    }
}
