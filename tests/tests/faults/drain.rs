//! SIGTERM: no new answers start, running ones end, and late clients are told to come back.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use parlor_shared::widget::MessageStatus;
use parlor_tests::{
    app::KEY,
    databases::{Backend, Guard},
    process::{ServerProcess, free_port, furnish},
    visitor::{Transcript, Visitor},
};
use reqwest::Client;

async fn server(flags: &[&str]) -> Result<(ServerProcess, Guard, Visitor)> {
    let (store, guard) = Backend::Sqlite.open().await;
    furnish(store.as_ref()).await?;
    store.close().await;
    let server = ServerProcess::start(&guard.url, free_port().await?, flags).await?;
    let visitor = Visitor::arrive(&Client::new(), &server.base, KEY).await?;
    Ok((server, guard, visitor))
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a real process takes real time")]
async fn a_running_answer_ends_and_nothing_new_begins() {
    let (mut server, _guard, visitor) = server(&[]).await.unwrap();
    let response = visitor.say("/words 40 25", "", "text").send().await.unwrap();
    let reading = tokio::spawn(async move {
        let mut transcript = Transcript::new("text");
        transcript.read(response, None).await.map(|_| transcript)
    });
    let terminated = Instant::now();
    server.terminate().await.unwrap();
    let other = Client::new();
    loop {
        let ready = other.get(format!("{}/readyz", server.base)).send().await.unwrap().status();
        if ready == 503 {
            break;
        }
        assert!(terminated.elapsed() < Duration::from_secs(1), "still ready");
    }
    let refused = visitor.say("/words 2 1", "", "text").send().await.unwrap();
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    let transcript = reading.await.unwrap().unwrap();
    assert_eq!(transcript.text.split_whitespace().count(), 40, "the answer was not cut");
    assert!(transcript.done().is_ok());
    assert!(server.ended().await.unwrap());
    assert!(terminated.elapsed() < Duration::from_secs(10), "{:?}", terminated.elapsed());
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a real process takes real time")]
async fn a_late_answer_is_told_to_reconnect_and_is_interrupted() {
    let (mut server, guard, visitor) = server(&["--drain-seconds", "1"]).await.unwrap();
    let response = visitor.say("/words 1000 50", "", "text").send().await.unwrap();
    let reading = tokio::spawn(async move {
        let mut transcript = Transcript::new("text");
        transcript.read(response, None).await.map(|_| transcript)
    });
    let terminated = Instant::now();
    server.terminate().await.unwrap();
    let mut transcript = reading.await.unwrap().unwrap();
    assert_eq!(transcript.names.last().map(String::as_str), Some("reconnect"));
    assert!(server.ended().await.unwrap());
    assert!(terminated.elapsed() < Duration::from_secs(7), "{:?}", terminated.elapsed());
    check_after_restart(&guard, &visitor, &mut transcript).await.unwrap();
}

async fn check_after_restart(guard: &Guard, visitor: &Visitor, transcript: &mut Transcript) -> Result<()> {
    let server = ServerProcess::start(&guard.url, free_port().await?, &[]).await?;
    let visitor = Visitor { base: server.base.clone(), ..visitor.clone() };
    let before = transcript.text.clone();
    transcript.read(visitor.resume(transcript)?.send().await?, None).await?;
    ensure!(transcript.text.starts_with(&before), "what was shown was stored");
    ensure!(transcript.end.as_ref().is_some_and(|(name, data)| name == "error" && data["code"] == "interrupted"));
    ensure!(visitor.history().await?[1].status == MessageStatus::Interrupted);
    Ok(())
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a real process takes real time")]
async fn a_second_signal_hurries() {
    let (mut server, _guard, visitor) = server(&[]).await.unwrap();
    let _response = visitor.say("/words 1000 50", "", "text").send().await.unwrap();
    server.terminate().await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let second = Instant::now();
    server.terminate().await.unwrap();
    assert!(server.ended().await.unwrap());
    assert!(second.elapsed() < Duration::from_millis(1500), "{:?}", second.elapsed());
}
