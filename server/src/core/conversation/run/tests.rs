//! The log and its followers, over a document that is just its text.

use std::{sync::Arc, time::Duration};

use parlor_shared::{
    content::{Node, Patch},
    error::ErrorCode,
    widget::{Finish, Usage},
};

use super::{Done, FollowStep, LiveRun, RunEvent};
use crate::core::{conversation::message::AnswerFailure, render::GrowingDocument};

/// One text node that grows.
#[derive(Default)]
struct Plain(Vec<Node>);

impl Plain {
    fn set(&mut self, text: String) -> Patch {
        let new = vec![Node::Text(text)];
        let patch = Patch::between(&self.0, &new);
        self.0 = new;
        patch
    }

    fn text(&self) -> String {
        match self.0.first() {
            Some(Node::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }
}

impl GrowingDocument for Plain {
    fn push(&mut self, delta: &str) -> Patch {
        self.set(self.text() + delta)
    }

    fn finish(&mut self) -> Patch {
        self.set(self.text() + "!")
    }

    fn nodes(&self) -> &[Node] {
        &self.0
    }

    fn cost(&self, delta: &str) -> usize {
        delta.len()
    }

    fn cost_of_end(&self) -> usize {
        0
    }
}

fn run(events: &[RunEvent]) -> Arc<LiveRun> {
    let run = LiveRun::new("m".parse().unwrap(), Box::new(Plain::default()));
    events.iter().cloned().for_each(|event| _ = run.push(event));
    Arc::new(run)
}

fn text(text: &str) -> RunEvent {
    RunEvent::Text(text.into())
}

fn done() -> RunEvent {
    RunEvent::Done(Done {
        finish: Finish::Stop,
        citations: vec![],
        quick_replies: vec![],
        usage: Usage::default(),
        low_confidence: false,
    })
}

async fn numbers(run: &Arc<LiveRun>, after: u64) -> Vec<Option<u64>> {
    let (mut follower, mut seen) = (run.follow(after), Vec::new());
    while let Some(step) = follower.next().await {
        match step {
            FollowStep::Event(seq, _) => seen.push(Some(seq)),
            FollowStep::Reset => {
                follower.snapshot();
                seen.push(None);
            }
            FollowStep::Stage(_) => {}
        }
    }
    seen
}

#[tokio::test]
async fn a_follower_may_begin_anywhere() {
    let run = run(&[text("a"), text("b"), done()]);
    assert_eq!(numbers(&run, 0).await, [Some(1), Some(2), Some(3)]);
    assert_eq!(numbers(&run, 2).await, [Some(3)]);
    assert_eq!(numbers(&run, 3).await, [Some(3)], "who asks again hears the end again");
    assert_eq!(numbers(&run, 4).await, [None, Some(3)], "a place that is not in the log: the whole state first");
    assert_eq!(numbers(&run, u64::MAX).await, [None, Some(3)]);
}

#[tokio::test]
async fn nothing_comes_after_the_end() {
    let run = run(&[text("a"), interruption()]);
    assert_eq!(run.push(text("b")), 2);
    assert_eq!((run.text().as_str(), run.last_seq()), ("a", 2));
}

#[tokio::test]
async fn followers_wait_for_what_is_not_there_yet() {
    let run = run(&[]);
    let mut follower = run.follow(0);
    assert_eq!(follower.ready(), None);
    let waiting = tokio::spawn(async move { follower.next().await });
    tokio::task::yield_now().await;
    run.push(text("a"));
    assert_eq!(waiting.await.unwrap(), Some(FollowStep::Event(1, text("a"))));
}

#[tokio::test]
async fn a_stage_is_told_once_and_ends_with_the_first_word() {
    let run = run(&[]);
    run.stage("searching");
    let mut follower = run.follow(0);
    assert_eq!(follower.ready(), Some(FollowStep::Stage("searching")));
    assert_eq!(follower.ready(), None);
    run.push(text("a"));
    assert_eq!(run.follow(1).ready(), None);
}

#[tokio::test]
async fn patches_lead_to_the_same_document_from_any_place() {
    let run = run(&[text("a"), text("b"), text("c"), done()]);
    for after in 0..=3 {
        let mut follower = run.follow(after);
        let mut nodes = match usize::try_from(after).unwrap() {
            0 => Vec::new(),
            n => vec![Node::Text("abc"[..n].into())],
        };
        while let Some(FollowStep::Event(seq, _)) = follower.next().await {
            follower.patch(seq).await.apply(&mut nodes).unwrap();
        }
        assert_eq!(nodes, [Node::Text("abc!".into())], "after {after}");
    }
}

#[tokio::test]
async fn a_snapshot_of_an_ended_answer_is_the_state_before_its_end() {
    let run = run(&[text("a"), done()]);
    let mut follower = run.follow(9);
    assert_eq!(follower.next().await, Some(FollowStep::Reset));
    let snapshot = follower.snapshot_with_nodes().await;
    assert_eq!((snapshot.seq, snapshot.text.as_str()), (1, "a"));
    let mut nodes = snapshot.nodes.unwrap();
    assert_eq!(follower.next().await, Some(FollowStep::Event(2, done())));
    follower.patch(2).await.apply(&mut nodes).unwrap();
    assert_eq!(nodes, [Node::Text("a!".into())]);
}

fn interruption() -> RunEvent {
    RunEvent::Failed(AnswerFailure { code: ErrorCode::Interrupted, retry_after: None })
}

fn copied(events: &[RunEvent]) -> Arc<LiveRun> {
    let document = Box::new(Plain::default());
    Arc::new(LiveRun::from_log("m".parse().unwrap(), events.to_vec(), document).copied())
}

/// Reads to the end while another task pushes `events`, each a moment after the one before.
async fn read_while_copied(run: &Arc<LiveRun>, after: u64, events: &[RunEvent]) -> Vec<Option<u64>> {
    let (copy, events) = (Arc::clone(run), events.to_vec());
    let copying = tokio::spawn(async move {
        for event in events {
            tokio::time::sleep(Duration::from_millis(200)).await;
            copy.push(event);
        }
    });
    let seen = numbers(run, after).await;
    copying.await.unwrap();
    seen
}

#[tokio::test(start_paused = true)]
async fn a_copy_is_waited_for() {
    let rest = [text("b"), text("c"), text("d"), done()];
    assert_eq!(read_while_copied(&copied(&[text("a")]), 3, &rest).await, [Some(4), Some(5)]);
    assert_eq!(read_while_copied(&copied(&[text("a")]), 1, &rest).await, [Some(2), Some(3), Some(4), Some(5)]);
    assert_eq!(
        read_while_copied(&copied(&[]), 5, &[text("a")].into_iter().chain(rest).collect::<Vec<_>>()).await,
        [Some(5)]
    );
}

#[tokio::test(start_paused = true)]
async fn a_copy_is_not_waited_for_in_vain() {
    let run = copied(&[text("a")]);
    let begun = tokio::time::Instant::now();
    let mut follower = run.follow(9);
    assert_eq!(follower.ready(), None);
    assert_eq!(follower.next().await, Some(FollowStep::Reset));
    assert_eq!(begun.elapsed().as_secs(), 2);
    let whole = [text("b"), done()];
    assert_eq!(read_while_copied(&copied(&[text("a")]), 7, &whole).await, [None, Some(3)], "it ended before");
    let cut = [text("b"), interruption()];
    assert_eq!(read_while_copied(&copied(&[text("a")]), 3, &cut).await, [None, Some(3)], "3 was another event");
    let cut = [text("b"), text("c"), interruption()];
    assert_eq!(read_while_copied(&copied(&[text("a")]), 2, &cut).await, [Some(3), Some(4)], "2 was not lost");
}

/// A document whose first piece takes until it is released, or breaks.
struct Slow {
    plain: Plain,
    released: Option<std::sync::mpsc::Receiver<()>>,
    breaks: bool,
}

impl GrowingDocument for Slow {
    fn push(&mut self, delta: &str) -> Patch {
        if let Some(released) = self.released.take() {
            _ = released.recv();
        }
        assert!(!std::mem::take(&mut self.breaks), "on purpose");
        self.plain.push(delta)
    }

    fn finish(&mut self) -> Patch {
        self.plain.finish()
    }

    fn nodes(&self) -> &[Node] {
        self.plain.nodes()
    }

    fn cost(&self, _: &str) -> usize {
        usize::MAX / 8
    }

    fn cost_of_end(&self) -> usize {
        0
    }
}

/// On one thread: if the drawing were done here, nothing else could be.
#[tokio::test]
async fn while_a_costly_piece_is_drawn_the_answer_is_written_and_read_on() {
    let (release, released) = std::sync::mpsc::channel();
    let document = Slow { plain: Plain::default(), released: Some(released), breaks: false };
    let run = Arc::new(LiveRun::new("m".parse().unwrap(), Box::new(document)));
    run.push(text("a"));
    let drawn = tokio::spawn({
        let run = Arc::clone(&run);
        async move { run.patch(1).await }
    });
    tokio::task::yield_now().await;
    run.push(text("b"));
    run.push(done());
    assert_eq!(numbers(&run, 0).await, [Some(1), Some(2), Some(3)]);
    assert!(!drawn.is_finished());
    release.send(()).unwrap();
    let mut nodes = Vec::new();
    drawn.await.unwrap().unwrap().apply(&mut nodes).unwrap();
    run.patch(2).await.unwrap().apply(&mut nodes).unwrap();
    assert_eq!(nodes, [Node::Text("ab".into())]);
    assert_eq!(run.follow(9).snapshot_with_nodes().await.nodes, Some(nodes));
}

#[tokio::test]
async fn a_piece_that_cannot_be_drawn_is_passed_over() {
    let document = Slow { plain: Plain::default(), released: None, breaks: true };
    let run = Arc::new(LiveRun::new("m".parse().unwrap(), Box::new(document)));
    run.push(text("a"));
    run.push(text("b"));
    assert_eq!(run.patch(1).await, Some(Patch::default()));
    let mut nodes = Vec::new();
    run.patch(2).await.unwrap().apply(&mut nodes).unwrap();
    assert_eq!(nodes, [Node::Text("b".into())]);
}
