//! Transcripts after any number of cuts equal the answer: in both forms, on both databases.

use std::{sync::Arc, time::Duration};

use anyhow::{Result, ensure};
use parlor_tests::{
    app::TestApp,
    databases::Backend,
    script::{Cast, Script},
    visitor::{Transcript, Visitor},
};

/// Cuts in each form on each database.
const CUTS: usize = 1_000;
/// Readers at a time.
const READERS: usize = 40;

/// An answer with everything in it, in pieces of a few characters.
fn pieces() -> Vec<String> {
    let text = "# Delivery\n\nWe ship **every day**, see [our page](https://shop.example.com/ship). Prices:\n\n\
        | To | Days |\n|:---|---:|\n| Cluj | 1 |\n| Iași | 2 |\n\n```rust\nfn main() { println!(\"héllo\"); }\n```\n\n\
        1. pack\n2. send\n   - fast\n   - slow\n\n> quoted $x^2$ text\n\nSee [late][1] 👩‍💻 done.\n\n[1]: https://shop.example.com/late\n";
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(7).map(|piece| piece.iter().collect()).collect()
}

/// A small generator, so that a failure can be repeated from its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).unwrap_or(0)
    }
}

/// Reads one answer over many connections, each cut after a random number of bytes; returns the cuts.
async fn read_in_pieces(visitor: &Visitor, render: &'static str, dice: &mut Dice) -> Result<(Transcript, usize)> {
    let (mut transcript, mut cuts) = (Transcript::new(render), 0);
    let key = format!("key-{}", dice.roll(usize::MAX));
    while transcript.end.is_none() {
        // A client that has not even read `start` asks again with the same key.
        let request = if transcript.message.is_some() {
            visitor.resume(&transcript)?
        } else {
            visitor.say("Tell me", &key, render)
        };
        transcript.read(request.send().await?, Some(1 + dice.roll(700))).await?;
        cuts += usize::from(transcript.end.is_none());
    }
    Ok((transcript, cuts))
}

async fn survive(backend: Backend, render: &'static str) -> Result<()> {
    let script = Script::slowly(pieces(), Duration::from_millis(12));
    let said: String = pieces().concat();
    // A connection counts until the server has seen its end; a reader that comes back at once overlaps several.
    let flags = ["--init-per-minute", "100000", "--answers-per-day", "100000", "--streams-per-conversation", "1000"];
    let app = TestApp::with_flags(backend, Arc::new(Cast(script)), &flags).await?;
    let (mut cuts, mut streams) = (0, 0);
    while cuts < CUTS {
        let mut readers = tokio::task::JoinSet::new();
        for _ in 0..READERS {
            let (visitor, seed) = (app.visitor().await?, 0x9E37_79B9_7F4A_7C15 + streams);
            streams += 1;
            readers.spawn(async move {
                let (transcript, cuts) = read_in_pieces(&visitor, render, &mut Dice(seed)).await?;
                Ok::<_, anyhow::Error>((visitor, transcript, cuts))
            });
        }
        while let Some(outcome) = readers.join_next().await {
            let (visitor, transcript, made) = outcome??;
            cuts += made;
            check(&visitor, &transcript, &said).await?;
        }
    }
    println!("{backend:?} {render}: {cuts} cuts over {streams} streams, all transcripts exact, 0 gaps, 0 duplicates");
    Ok(())
}

/// Gaps and duplicates are errors of [`Transcript::read`]; here the whole is compared.
async fn check(visitor: &Visitor, transcript: &Transcript, said: &str) -> Result<()> {
    ensure!(transcript.done()?["text"] == said, "the text of done differs");
    ensure!(transcript.resets == 0, "nothing was lost, so nothing had to be replaced");
    let history = visitor.history().await?;
    ensure!(history.len() == 2 && history[1].text == said, "the history differs");
    match transcript.render {
        "text" => ensure!(transcript.text == said, "the text differs"),
        _ => ensure!(transcript.nodes == history[1].nodes, "the nodes differ"),
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_survives_a_thousand_cuts_on_sqlite() {
    survive(Backend::Sqlite, "text").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_survive_a_thousand_cuts_on_sqlite() {
    survive(Backend::Sqlite, "nodes").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_survives_a_thousand_cuts_on_postgres() {
    survive(Backend::Postgres, "text").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_survive_a_thousand_cuts_on_postgres() {
    survive(Backend::Postgres, "nodes").await.unwrap();
}
