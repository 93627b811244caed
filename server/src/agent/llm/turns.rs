//! A conversation as models know it: the visitor begins, and both take turns.
//!
//! Templates of many models refuse anything else. A conversation may differ: an answer failed, so that the visitor spoke
//! twice; the agent spoke first; the window cut between a question and its answer.

use parlor_shared::widget::Role;

use crate::core::conversation::agent_port::HistoryMessage;

/// In the visitor's place, where the agent spoke first.
const OPENED: &str = "(opened the chat)";

/// The turns before the question, and the question. What one of them said in a row is one turn.
pub(super) fn turns(history: &[HistoryMessage], question: &str) -> (Vec<HistoryMessage>, String) {
    let mut turns: Vec<HistoryMessage> = Vec::with_capacity(history.len() + 1);
    for said in history.iter().filter(|said| !said.text.trim().is_empty()) {
        match turns.last_mut() {
            Some(last) if last.role == said.role => last.text = joined(&last.text, &said.text),
            Some(_) => turns.push(said.clone()),
            None => {
                if said.role == Role::Agent {
                    turns.push(HistoryMessage { role: Role::User, text: OPENED.to_owned() });
                }
                turns.push(said.clone());
            }
        }
    }
    let question = match turns.pop_if(|last| last.role == Role::User) {
        Some(before) => joined(&before.text, question),
        None => question.to_owned(),
    };
    (turns, question)
}

fn joined(one: &str, other: &str) -> String {
    [one, other].join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(history: &[(Role, &str)]) -> String {
        let history: Vec<_> =
            history.iter().map(|(role, text)| HistoryMessage { role: *role, text: (*text).into() }).collect();
        let (turns, question) = turns(&history, "?");
        let turns = turns.iter().map(|said| if said.role == Role::User { "u:" } else { "a:" }.to_owned() + &said.text);
        turns.chain([question]).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn both_take_turns_and_the_visitor_begins() {
        use Role::{Agent, User};
        assert_eq!(told(&[]), "?");
        assert_eq!(told(&[(User, "1"), (Agent, "2")]), "u:1|a:2|?");
        assert_eq!(told(&[(User, "1")]), "1\n\n?", "an answer failed");
        assert_eq!(told(&[(User, "1"), (Agent, " "), (User, "2"), (Agent, "3")]), "u:1\n\n2|a:3|?");
        assert_eq!(told(&[(User, "1"), (Agent, "2"), (Agent, "3")]), "u:1|a:2\n\n3|?");
        assert_eq!(told(&[(Agent, "1")]), "u:(opened the chat)|a:1|?");
    }
}
