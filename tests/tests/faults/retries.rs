//! A message that is sent again is the same message: 100 messages, each ten times at once, half of them with a new token.

use std::{collections::BTreeSet, sync::Arc};

use anyhow::{Result, ensure};
use parlor_shared::widget::Role;
use parlor_tests::{
    app::TestApp,
    databases::Backend,
    script::{Cast, Script},
    visitor::{Transcript, Visitor},
};

const MESSAGES: usize = 100;
const DUPLICATES: usize = 10;

/// Sends one message ten times at once; returns the ids all ten answers carry.
async fn say_ten_times(visitor: &Visitor, text: &str) -> Result<(String, String)> {
    let mut sends = tokio::task::JoinSet::new();
    for n in 0..DUPLICATES {
        let (visitor, text) = (visitor.clone(), text.to_owned());
        sends.spawn(async move {
            let visitor = if n % 2 == 1 { visitor.come_back().await? } else { visitor };
            let response = visitor.say(&text, &format!("key-of-{}", text.replace(' ', "-")), "text").send().await?;
            let replayed = response.headers().contains_key("idempotency-replayed");
            let mut transcript = Transcript::new("text");
            transcript.read(response, None).await?;
            transcript.done()?;
            Ok::<_, anyhow::Error>((transcript.user_message, transcript.message, replayed))
        });
    }
    let mut ids = BTreeSet::new();
    let mut replays = 0;
    while let Some(outcome) = sends.join_next().await {
        let (user, answer, replayed) = outcome??;
        ids.insert((user.map(String::from).unwrap_or_default(), answer.map(String::from).unwrap_or_default()));
        replays += usize::from(replayed);
    }
    ensure!(ids.len() == 1, "different ids: {ids:?}");
    ensure!(replays == DUPLICATES - 1, "{replays} of {DUPLICATES} were replays");
    Ok(ids.into_iter().next().unwrap_or_default())
}

async fn count(backend: Backend) -> Result<()> {
    let script = Script::says(&["Yes."]);
    let flags = ["--init-per-minute", "100000", "--streams-per-conversation", "10"];
    let app = TestApp::with_flags(backend, Arc::new(Cast(script.clone())), &flags).await?;
    let mut visitors = tokio::task::JoinSet::new();
    for v in 0..10 {
        let visitor = app.visitor().await?;
        visitors.spawn(async move {
            for m in 0..MESSAGES / 10 {
                say_ten_times(&visitor, &format!("message {v}-{m}")).await?;
            }
            Ok::<_, anyhow::Error>(visitor)
        });
    }
    let mut rows = 0;
    while let Some(outcome) = visitors.join_next().await {
        let history = outcome??.history().await?;
        rows += history.iter().filter(|m| m.role == Role::User).count();
        ensure!(history.len() == 2 * MESSAGES / 10, "a message or an answer too many: {}", history.len());
    }
    println!("{backend:?}: {MESSAGES} messages x {DUPLICATES}: {rows} rows, {} agent calls", script.calls());
    ensure!(rows == MESSAGES && script.calls() == MESSAGES);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_messages_ten_times_each_on_sqlite() {
    count(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_messages_ten_times_each_on_postgres() {
    count(Backend::Postgres).await.unwrap();
}
