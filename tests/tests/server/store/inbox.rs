//! Conversations as their team lists them.

use parlor::core::{
    conversation::{
        inbox::{Assignee, ConversationFilter, ConversationSummary, Rated, SearchWords},
        message::{Extras, Feedback},
    },
    store::{Ended, MessagePlace, NewTurn},
};
use parlor_shared::{
    ids::ConversationId,
    owner::ConversationStatus,
    widget::{FeedbackValue, MessageStatus, Role, Usage},
};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{World, at, fresh, started};

impl World {
    async fn listed(&self, filter: ConversationFilter) -> Vec<ConversationSummary> {
        self.store.conversation_list(&self.agent.team_id, &filter, None, 50).await.unwrap()
    }

    async fn found(&self, words: &str) -> usize {
        self.listed(ConversationFilter { words: SearchWords::of(words), ..ConversationFilter::default() }).await.len()
    }

    /// One more conversation in which somebody says this at a time.
    async fn said(&self, words: &str, millis: i64) -> ConversationId {
        let (visitor, conversation) = self.stranger().await;
        let turn = NewTurn {
            conversation_id: conversation.id.clone(),
            visitor_id: visitor.id,
            at: at(millis),
            ..self.turn(words, words)
        };
        let (_, answer) = started(self.store.begin(&turn).await.unwrap());
        let ended = self.ended(&answer.id, "An answer", MessageStatus::Complete);
        self.store.end(&Ended { at: at(millis + 1), ..ended }).await.unwrap();
        conversation.id
    }
}

#[rstest]
#[tokio::test]
async fn a_row_follows_its_messages(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let nothing = world.listed(ConversationFilter::default()).await;
    assert!(nothing.is_empty(), "nobody has said anything: {nothing:?}");
    let greeting = world.agent_message("Welcome", MessagePlace::First);
    world.store.add_agent_message(&greeting).await.unwrap().unwrap();
    assert!(world.listed(ConversationFilter::default()).await.is_empty(), "a greeting is no conversation");
    let (_, answer) = world.start("Do you ship to Bern?", "1").await;
    let [row] = &world.listed(ConversationFilter::default()).await[..] else { panic!("one conversation") };
    assert_eq!((row.last_text.as_str(), row.last_role), ("Do you ship to Bern?", Some(Role::User)));
    assert_eq!((row.status, row.messages, row.unsure), (ConversationStatus::Bot, 3, false));
    assert_eq!((row.widget_name.as_str(), row.locale.as_deref()), ("Shop", Some("de-CH")));
    let ended = world.ended(&answer.id, &"long ".repeat(100), MessageStatus::Complete);
    let extras = Extras { low_confidence: true, ..Extras::default() };
    world.store.end(&Ended { extras, ..ended }).await.unwrap();
    let down = Feedback { value: FeedbackValue::Down, reason: None, comment: None };
    assert!(world.store.set_feedback(&world.conversation.id, &answer.id, &down, at(20)).await.unwrap());
    let [row] = &world.listed(ConversationFilter::default()).await[..] else { panic!("one conversation") };
    assert_eq!((row.last_text.chars().count(), row.last_role), (200, Some(Role::Agent)));
    assert_eq!((row.rating, row.unsure), (Some(FeedbackValue::Down), true));
    assert_eq!(row.conversation.last_activity_at, at(10));
}

#[rstest]
#[tokio::test]
async fn every_filter_lets_through_what_it_says(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.exchange("Where is my order?", "On its way", MessageStatus::Complete).await;
    let up = Feedback { value: FeedbackValue::Up, reason: None, comment: None };
    assert!(world.store.set_feedback(&world.conversation.id, &answer, &up, at(20)).await.unwrap());
    world.said("Something else", 5_000).await;
    let all = ConversationFilter::default();
    let cases = [
        (all.clone(), 2),
        (ConversationFilter { status: Some(ConversationStatus::Bot), ..all.clone() }, 2),
        (ConversationFilter { status: Some(ConversationStatus::Waiting), ..all.clone() }, 0),
        (ConversationFilter { widget: Some(world.widget.id.to_string()), ..all.clone() }, 2),
        (ConversationFilter { widget: Some("no such widget".into()), ..all.clone() }, 0),
        (ConversationFilter { assignee: Some(Assignee::None), ..all.clone() }, 2),
        (ConversationFilter { assignee: Some(Assignee::Account("nobody".into())), ..all.clone() }, 0),
        (ConversationFilter { rated: Some(Rated::Any), ..all.clone() }, 1),
        (ConversationFilter { rated: Some(Rated::As(FeedbackValue::Up)), ..all.clone() }, 1),
        (ConversationFilter { rated: Some(Rated::As(FeedbackValue::Down)), ..all.clone() }, 0),
        (ConversationFilter { unsure: true, ..all.clone() }, 0),
        (ConversationFilter { from: Some(at(5_000)), ..all.clone() }, 1),
        (ConversationFilter { to: Some(at(5_000)), ..all.clone() }, 1),
        (ConversationFilter { words: SearchWords::of("ORDER whe"), ..all.clone() }, 1),
    ];
    for (filter, expected) in cases {
        assert_eq!(world.listed(filter.clone()).await.len(), expected, "{filter:?}");
    }
    let foreign = world.store.conversation_list(&fresh(), &all, None, 50).await.unwrap();
    assert!(foreign.is_empty(), "another team has none of them");
    let words = ConversationFilter { words: SearchWords::of("order"), ..all };
    assert!(world.store.conversation_list(&fresh(), &words, None, 50).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn pages_have_each_conversation_once(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let mut said = Vec::new();
    for number in 0..7 {
        // Some at the same time: their ids decide.
        said.push(world.said(&format!("Question {number}"), number / 3 * 100).await);
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let all = ConversationFilter::default();
        let page = world.store.conversation_list(&world.agent.team_id, &all, after.as_ref(), 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.place());
        seen.extend(page.into_iter().map(|row| (row.conversation.last_activity_at, row.conversation.id)));
    }
    assert!(seen.is_sorted_by(|a, b| a > b), "latest first: {seen:?}");
    let mut ids: Vec<_> = seen.into_iter().map(|(_, id)| id).collect();
    ids.sort();
    said.sort();
    assert_eq!(ids, said);
}

#[rstest]
#[tokio::test]
async fn search_follows_what_is_said_and_what_is_erased(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("Größe des Pullovers", "1").await;
    for (words, found) in [("pullover", 1), ("PULLOVERS größe", 1), ("größe x", 0), ("ullover", 0), ("size", 0)] {
        assert_eq!(world.found(words).await, found, "{words}");
    }
    world.store.end(&world.ended(&answer.id, "The size is in the label", MessageStatus::Complete)).await.unwrap();
    assert_eq!(world.found("label size").await, 1);
    assert_eq!(world.found("label pullovers").await, 0, "one message has all words");
    for syntax in ["\"", "size* OR", "a:b", "') or 1=1 --", "size & !", "NEAR(size", "{team} : t", "-size +", "\\"] {
        // No words, or words: never a failure.
        world.found(syntax).await;
    }
    let (_, other) = started(world.store.begin_again(&world.redo(&answer.id)).await.unwrap());
    assert_eq!(world.found("label").await, 0, "an answer that was replaced is not found");
    world.store.end(&world.ended(&other.id, "Look inside", MessageStatus::Complete)).await.unwrap();
    assert_eq!(world.found("inside").await, 1);
    world.store.erase_conversations(&world.widget.id).await.unwrap();
    assert_eq!(world.found("inside").await, 0);
}

#[rstest]
#[tokio::test]
async fn a_detail_has_everything_and_belongs_to_the_team(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (_, answer) = world.start("Hello", "1").await;
    let extras = Extras { usage: Usage { input: 7, output: 3 }, ..Extras::default() };
    let ended = world.ended(&answer.id, "Hi", MessageStatus::Complete);
    world.store.end(&Ended { extras, ..ended }).await.unwrap();
    let detail = world.store.conversation_detail(&world.agent.team_id, &world.conversation.id).await.unwrap().unwrap();
    assert_eq!(
        (detail.agent_name.as_str(), detail.visitor.id, detail.other_conversations),
        ("Ada", world.visitor.id, 0)
    );
    assert_eq!((detail.usage, detail.summary.last_text.as_str()), (Usage { input: 7, output: 3 }, "Hi"));
    assert_eq!(world.store.conversation_detail(&fresh(), &world.conversation.id).await, Ok(None));
    assert_eq!(world.store.conversation_detail(&world.agent.team_id, &fresh()).await, Ok(None));
}

#[rstest]
#[tokio::test]
async fn questions_without_a_good_answer_are_gaps(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let gaps = async || {
        let gaps = world.store.unanswered(&world.agent.team_id, None, at(-1), at(1), 9).await.unwrap();
        gaps.into_iter().map(|gap| (gap.text, gap.unsure, gap.failed, gap.rated_down)).collect::<Vec<_>>()
    };
    let (_, good) = world.exchange("Good?", "Yes", MessageStatus::Complete).await;
    assert_eq!(gaps().await, []);
    let think = |value| Feedback { value, reason: None, comment: None };
    let rate =
        async |value| world.store.set_feedback(&world.conversation.id, &good, &think(value), at(1)).await.unwrap();
    assert!(rate(FeedbackValue::Down).await);
    assert_eq!(gaps().await, [("Good?".to_owned(), false, false, true)]);
    assert!(rate(FeedbackValue::Up).await);
    assert_eq!(gaps().await, [], "the visitor thought again");
    let (_, bad) = world.exchange("Bad?", "", MessageStatus::Failed).await;
    assert_eq!(gaps().await, [("Bad?".to_owned(), false, true, false)]);
    let team = world.store.unanswered(&fresh(), None, at(-1), at(1), 9).await.unwrap();
    assert!(team.is_empty(), "another team has none of them");
    let (_, again) = started(world.store.begin_again(&world.redo(&bad)).await.unwrap());
    world.store.end(&world.ended(&again.id, "Well", MessageStatus::Complete)).await.unwrap();
    assert_eq!(gaps().await, [], "it was answered after all");
}
