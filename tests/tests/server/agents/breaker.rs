//! A service that keeps failing is left alone for a while.

use std::time::Duration;

use futures_util::StreamExt;
use parlor::core::conversation::{agent_error::AgentError, agent_port::AgentEvent};
use parlor_shared::widget::Finish;
use parlor_tests::upstream::{Act, Reply, Upstream};

use super::bench::{JSON, SSE, STOP, ask, begin, chunk, model, read, registry};

fn away(times: usize) -> Vec<Reply> {
    vec![Reply::whole(500, JSON, "{}"); times]
}

fn well() -> Reply {
    Reply::pieces(SSE, [&*chunk("Hi"), STOP])
}

/// Moves the clock that deadlines and circuits go by. Only while nothing is under way: it would miss its deadlines.
async fn later(by: Duration) {
    tokio::time::pause();
    tokio::time::advance(by).await;
    tokio::time::resume();
}

#[tokio::test]
async fn five_failures_open_it_and_one_answer_after_ten_seconds_closes_it() {
    let service = Upstream::start([away(6), vec![well()]].concat()).await;
    let agents = registry().await;
    let tea = async || ask(&agents, model("openai", &service), "Tea?").await.end;
    for _ in 0..5 {
        assert_eq!(tea().await, Err(AgentError::Unavailable));
    }
    assert_eq!(service.seen.connections(), 5);
    for _ in 0..3 {
        assert_eq!(tea().await, Err(AgentError::Unavailable));
    }
    assert_eq!(service.seen.connections(), 5, "nobody asks while it is open");

    later(Duration::from_secs(9)).await;
    assert_eq!((tea().await, service.seen.connections()), (Err(AgentError::Unavailable), 5));
    later(Duration::from_secs(2)).await;
    let (one, other) = tokio::join!(tea(), tea());
    assert_eq!((one, other), (Err(AgentError::Unavailable), Err(AgentError::Unavailable)));
    assert_eq!(service.seen.connections(), 6, "one tries, the other is refused");
    assert_eq!((tea().await, service.seen.connections()), (Err(AgentError::Unavailable), 6), "it failed: open again");

    later(Duration::from_secs(11)).await;
    assert_eq!(tea().await, Ok(Finish::Stop));
    assert_eq!(tea().await, Ok(Finish::Stop), "closed for everybody");
    assert_eq!(service.seen.connections(), 8);
}

#[tokio::test]
async fn an_older_answer_that_ends_well_does_not_close_it() {
    let slow = Reply::made(200, SSE, [Act::send(&chunk("Hi")), Act::Sleep(Duration::from_millis(50)), Act::send(STOP)]);
    let service = Upstream::start([vec![slow], away(5), vec![well()]].concat()).await;
    let agents = registry().await;
    let mut older = begin(&agents, model("openai", &service), "Tea?");
    assert_eq!(older.next().await, Some(Ok(AgentEvent::Text("Hi".into()))));
    for _ in 0..5 {
        ask(&agents, model("openai", &service), "Tea?").await.end.unwrap_err();
    }
    assert_eq!(read(older).await.end, Ok(Finish::Stop));
    assert_eq!(ask(&agents, model("openai", &service), "Tea?").await.end, Err(AgentError::Unavailable));
    assert_eq!(service.seen.connections(), 6, "still open");
}

#[tokio::test]
async fn a_question_that_is_asked_again_counts_once() {
    let service = Upstream::start(vec![Reply::whole(503, JSON, "{}")]).await;
    let agents = registry().await;
    for asked in 1..=5 {
        ask(&agents, model("openai", &service), "Tea?").await.end.unwrap_err();
        assert_eq!(service.seen.connections(), asked * 3);
    }
    ask(&agents, model("openai", &service), "Tea?").await.end.unwrap_err();
    assert_eq!(service.seen.connections(), 15, "the sixth finds it open");
}

#[tokio::test]
async fn refusals_and_other_services_do_not_open_it() {
    let (refuses, works) =
        (Upstream::start(vec![Reply::whole(400, JSON, "{}")]).await, Upstream::start(vec![well()]).await);
    let agents = registry().await;
    for _ in 0..8 {
        assert_eq!(ask(&agents, model("openai", &refuses), "Tea?").await.end, Err(AgentError::Rejected));
    }
    assert_eq!(refuses.seen.connections(), 8, "one that refuses is there");
    assert_eq!(ask(&agents, model("openai", &works), "Tea?").await.end, Ok(Finish::Stop));
}
