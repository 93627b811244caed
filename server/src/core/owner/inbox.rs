//! A team's conversations, activity, figures and gaps, for one who reads them.

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, ConversationId};

use super::team::Actor;
use crate::core::{
    activity::{Record, RecordFilter},
    clock::Clock,
    conversation::inbox::{ConversationDetail, ConversationFilter, ConversationPlace, ConversationSummary, Question},
    error::Error,
    store::Store,
};

/// Questions without a good answer that are looked at, at most.
pub const MOST_QUESTIONS: u32 = 2_000;
/// Gaps of so long when nothing else is asked for.
const GAPS_OF: Duration = Duration::from_hours(30 * 24);

/// Reads what happened in a team's conversations. Every query is scoped to the team: a conversation of another team is
/// answered like one that does not exist.
#[derive(Clone, Copy)]
pub struct Inbox<'a> {
    /// The member or program.
    pub actor: &'a Actor,
    /// Storage.
    pub store: &'a dyn Store,
    /// Time.
    pub clock: &'a dyn Clock,
}

/// One page of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct InboxPage {
    /// The conversations, latest message first.
    pub conversations: Vec<ConversationSummary>,
    /// The place after which the next page begins; `None` on the last one.
    pub next: Option<ConversationPlace>,
}

/// The records of one page, and the number of the newest of all.
#[derive(Clone, PartialEq, Debug)]
pub struct RecordPage {
    /// The records.
    pub records: Vec<Record>,
    /// The number of the team's newest record.
    pub latest: u64,
    /// True if there are more in this direction.
    pub has_more: bool,
}

/// The direction in which records are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// From the oldest one after this number on.
    After(u64),
    /// From the newest one before this number back.
    Before(u64),
}

/// One question that was not answered well, however often it was asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Gap {
    /// As it was asked last.
    pub last: Question,
    /// The number of times.
    pub count: u64,
    /// The number of unsure answers.
    pub unsure: u64,
    /// The number of failed answers.
    pub failed: u64,
    /// The number of answers rated down.
    pub rated_down: u64,
}

impl Inbox<'_> {
    /// A page of the team's conversations.
    #[tracing::instrument(skip_all)]
    pub async fn conversations(
        &self,
        filter: &ConversationFilter,
        after: Option<&ConversationPlace>,
        take: u32,
    ) -> Result<InboxPage, Error> {
        let team = &self.actor.team_id;
        // One more than asked for tells whether there are more.
        let mut conversations = self.store.conversation_list(team, filter, after, take + 1).await?;
        let has_more = conversations.len() > take as usize;
        conversations.truncate(take as usize);
        let next = conversations.last().filter(|_| has_more).map(ConversationSummary::place);
        Ok(InboxPage { conversations, next })
    }

    /// One of the team's conversations.
    #[tracing::instrument(skip_all)]
    pub async fn conversation(&self, id: &ConversationId) -> Result<ConversationDetail, Error> {
        self.store.conversation_detail(&self.actor.team_id, id).await?.ok_or(Error::NotFound)
    }

    /// [`Error::NotFound`] unless the conversation is the team's.
    #[tracing::instrument(skip_all)]
    pub async fn check(&self, id: &ConversationId) -> Result<(), Error> {
        self.store.team_conversation(&self.actor.team_id, id).await?.map(|_| ()).ok_or(Error::NotFound)
    }

    /// Records of what happened in the team.
    #[tracing::instrument(skip_all)]
    pub async fn activity(&self, from: Reading, only: &RecordFilter, take: u32) -> Result<RecordPage, Error> {
        let team = &self.actor.team_id;
        let latest = self.store.latest_activity(team).await?;
        let mut records = match from {
            Reading::After(seq) => self.store.activity_after(team, seq, only, take + 1).await?,
            Reading::Before(seq) => self.store.activity_before(team, seq, only, take + 1).await?,
        };
        let has_more = records.len() > take as usize;
        records.truncate(take as usize);
        Ok(RecordPage { records, latest, has_more })
    }

    /// Questions that were not answered well, the most frequent first, and whether there are more of them. Times default to
    /// the last 30 days.
    #[tracing::instrument(skip_all)]
    pub async fn gaps(
        &self,
        agent: Option<&str>,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
        take: u32,
    ) -> Result<(Vec<Gap>, bool), Error> {
        let now = self.clock.now();
        let to = to.unwrap_or(now + Duration::from_millis(1));
        let from = from.unwrap_or(to.checked_sub(GAPS_OF).unwrap_or(Timestamp::MIN));
        let questions = self.store.unanswered(&self.actor.team_id, agent, from, to, MOST_QUESTIONS + 1).await?;
        let cut = questions.len() > MOST_QUESTIONS as usize;
        let mut gaps = grouped(questions.into_iter().take(MOST_QUESTIONS as usize));
        let has_more = cut || gaps.len() > take as usize;
        gaps.truncate(take as usize);
        Ok((gaps, has_more))
    }
}

/// The same question to the same agent is one gap. Newest first in, most frequent first out.
fn grouped(questions: impl Iterator<Item = Question>) -> Vec<Gap> {
    let mut places: HashMap<(AgentId, String), usize> = HashMap::new();
    let mut gaps: Vec<Gap> = Vec::new();
    for question in questions {
        let place = *places.entry((question.agent_id.clone(), normalised(&question.text))).or_insert(gaps.len());
        let (unsure, failed, rated_down) = (question.unsure.into(), question.failed.into(), question.rated_down.into());
        match gaps.get_mut(place) {
            Some(gap) => {
                gap.count += 1;
                gap.unsure += unsure;
                gap.failed += failed;
                gap.rated_down += rated_down;
            }
            None => gaps.push(Gap { last: question, count: 1, unsure, failed, rated_down }),
        }
    }
    // Stable: of equally frequent ones, the one asked last comes first.
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.count));
    gaps
}

/// Letter case, punctuation and spaces make no difference.
fn normalised(question: &str) -> String {
    let plain: String = question.chars().map(|c| if c.is_ascii() && !c.is_alphanumeric() { ' ' } else { c }).collect();
    let lower = plain.to_lowercase();
    let kept = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    lower.split_whitespace().map(kept).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(agent: &str, text: &str, at: i64) -> Question {
        Question {
            message_id: format!("m{at}").parse().unwrap(),
            conversation_id: "c".parse().unwrap(),
            agent_id: agent.parse().unwrap(),
            text: text.into(),
            at: Timestamp::from_second(at).unwrap(),
            unsure: at % 2 == 0,
            failed: false,
            rated_down: at % 2 == 1,
        }
    }

    #[test]
    fn the_same_question_is_one_gap() {
        let asked = [
            question("a", "Do you ship?", 5),
            question("a", "Opening hours", 4),
            question("a", " do YOU   ship ", 3),
            question("b", "do you ship", 2),
            question("a", "Wo ist 退货？", 1),
            question("a", "wo ist 退货", 0),
        ];
        let gaps = grouped(asked.into_iter());
        let told: Vec<_> =
            gaps.iter().map(|gap| (gap.last.text.as_str(), gap.count, gap.unsure, gap.rated_down)).collect();
        let expected = [
            ("Do you ship?", 2, 0, 2),
            ("Wo ist 退货？", 2, 1, 1),
            ("Opening hours", 1, 1, 0),
            ("do you ship", 1, 1, 0),
        ];
        assert_eq!(told, expected);
    }
}
