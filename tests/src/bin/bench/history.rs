//! Cost for the server of returning a conversation of 30 answers of 12 kB with code, which are stored as nodes.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use parlor::{
    core::{
        clock::{Clock as _, SystemClock},
        conversation::{
            attachment::Takes,
            message::Extras,
            run::{Done, LogChunk, RunEvent},
        },
        entropy::{SystemEntropy, new_id},
        security::budget::{Amount, Charge, Settlement},
        store::{Begun, Ended, Lease, NewTurn, Store},
        widget::KeyKind,
    },
    store,
};
use parlor_shared::widget::{Finish, MessageStatus, Usage};
use parlor_tests::{app::KEY, visitor::Visitor};

use crate::{
    server::Measured,
    timing::{median, timed},
};

const ANSWERS: usize = 30;
const BYTES: usize = 12_000;
const READS: u32 = 200;
const GOAL: Duration = Duration::from_millis(5);

/// A chapter: text, and code in several languages.
const CHAPTER: &str = "## Keeping a fern\n\nA fern likes **shade**, *damp* air and [rain water](https://shop.example.com/water); \
    it does not like `direct sun`.\n\n```rust\n// How much, in millilitres.\nfn water(month: u8) -> u32 {\n    if (6..9).contains(&month) { 300 } else { 200 }\n}\n```\n\n\
    ```sql\nselect month, sum(water) from ferns where shade > 0.5 group by month order by 2 desc;\n```\n\n\
    ```bash\nfor fern in *.txt; do grep -c 'water' \"$fern\" || echo \"$fern is dry\" >&2; done\n```\n\n";

/// Processor time of the server for one `GET /messages`, median time to its end, and what was sent.
pub(crate) async fn run() -> Result<Option<String>> {
    let measured = Measured::start().await?;
    let visitor = Visitor::arrive(&measured.client, &measured.server.base, KEY).await?;
    let database = store::open(&measured.database).await?;
    for n in 0..ANSWERS {
        exchange(database.as_ref(), &visitor, n).await?;
    }
    database.close().await;
    let read = || visitor.get("/messages?take=100");
    let (first, body) = timed(read()).await?;
    ensure!(body.matches("\"role\":\"agent\"").count() == ANSWERS, "not all answers came");
    let (begun, mut times) = (measured.cpu()?, Vec::new());
    for _ in 0..READS {
        times.push(timed(read()).await?.0);
    }
    let cpu = measured.cpu()?.saturating_sub(begun) / READS;
    println!(
        "history of {ANSWERS} answers of {BYTES} bytes with code, SQLite: {cpu:.2?} of processor time and median {:.2?} a read, \
         {} kB; the first, which draws what has nothing kept: {first:.2?} (goal: <= {GOAL:?} of processor time)",
        median(times),
        body.len() / 1_000,
    );
    Ok((cpu > GOAL).then(|| format!("reading a history takes {cpu:?}")))
}

/// One question and its answer, as an earlier version would have left them.
async fn exchange(store: &dyn Store, visitor: &Visitor, n: usize) -> Result<()> {
    let (now, entropy) = (SystemClock::default().now(), SystemEntropy);
    let widget = store.widget_by_key(KeyKind::Key, KEY).await?.context("a widget")?;
    let conversation = store.widget_conversation(&widget.id, &visitor.conversation).await?.context("a conversation")?;
    let lease = Lease { owner: "bench".into(), until: now + Duration::from_mins(1) };
    let turn = NewTurn {
        conversation_id: conversation.id,
        visitor_id: conversation.visitor_id,
        user_message_id: new_id(now, &entropy),
        answer_id: new_id(now, &entropy),
        text: format!("Question {n}"),
        rendered: None,
        form: None,
        client_id: None,
        attachments: Takes::default(),
        charge: Charge::new(Vec::new(), Amount::call(0), now),
        lease,
        at: now,
    };
    let Begun::Started { answer, .. } = store.begin(&turn).await? else { anyhow::bail!("the answer did not begin") };
    let text: String = CHAPTER.chars().cycle().take(BYTES).collect();
    let done = Done {
        finish: Finish::Stop,
        citations: Vec::new(),
        quick_replies: Vec::new(),
        usage: Usage::default(),
        low_confidence: false,
    };
    let ended = Ended {
        answer_id: answer.id,
        owner: "bench".into(),
        status: MessageStatus::Complete,
        rendered: None,
        extras: Extras { finish: Some(Finish::Stop), ..Extras::default() },
        settlement: Settlement::default(),
        log: LogChunk { first_seq: 1, events: vec![RunEvent::Text(text.clone()), RunEvent::Done(done)] },
        text,
        at: now,
    };
    Ok(store.end(&ended).await?)
}
