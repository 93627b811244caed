//! Visitors who leave at any moment of sending: no message waits for an answer that nobody writes.

use std::{sync::Arc, task::Context, time::Duration};

use futures_util::task::noop_waker;
use parlor::core::{
    conversation::{session, turn::UserInput},
    security::budget::RequestSource,
};
use parlor_shared::widget::MessageStatus;
use parlor_tests::{
    app::{TestApp, WIDGET},
    databases::Backend::{self, Postgres, Sqlite},
    script::{Cast, Script},
};
use rstest::rstest;

/// The most steps in which a message is taken.
const STEPS: usize = 40;

#[rstest]
#[tokio::test]
async fn a_request_that_is_dropped_leaves_no_answer_open(#[values(Sqlite, Postgres)] backend: Backend) {
    let script = Script::says(&["Yes."]);
    let app = TestApp::start(backend, Arc::new(Cast(script.clone()))).await.unwrap();
    app.visitor().await.unwrap();
    let widget = app.store.widget(&WIDGET.parse().unwrap()).await.unwrap().unwrap();
    let mut conversations = Vec::new();
    for steps in 0..STEPS {
        let opened = app.state.sessions().open(&widget, session::Arrival::default()).await.unwrap();
        let sessions = app.state.sessions();
        let context = sessions.turn_context(&opened.conversation, None, RequestSource::Team).await.unwrap();
        drop_after(steps, app.state.turns.say(&context, UserInput::text("Hi"))).await;
        conversations.push(opened.conversation.id);
    }
    let mut stored = 0;
    for (steps, conversation) in conversations.iter().enumerate() {
        let ended = async {
            loop {
                let history = app.store.history(conversation, None, 10).await.unwrap();
                if history.iter().all(|message| message.status != MessageStatus::Streaming) {
                    return usize::from(!history.is_empty());
                }
                tokio::task::yield_now().await;
            }
        };
        let ended = tokio::time::timeout(Duration::from_secs(5), ended).await;
        stored += ended.unwrap_or_else(|_| panic!("dropped after {steps} steps, and the answer is open for ever"));
    }
    assert!(stored > 0 && stored < STEPS, "some are dropped before the message is stored, some after: {stored}");
}

/// Polls a future so often, with everything else going on in between, and drops it.
async fn drop_after<F: Future>(steps: usize, future: F) {
    let mut future = Box::pin(future);
    for _ in 0..steps {
        if future.as_mut().poll(&mut Context::from_waker(&noop_waker())).is_ready() {
            return;
        }
        tokio::task::yield_now().await;
    }
}
