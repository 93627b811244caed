//! Cost for the page of drawing an answer while it is written, in a real Chromium at a quarter of the processor speed.

use std::time::Duration;

use anyhow::{Context, Result};
use parlor::agent::scripted::{Gate, Step};
use parlor_tests::{
    browser::{Browser, Chat, Stage},
    repertoire::Repertoire,
};
use serde_json::{Value, json};

/// A model's tokens: about four characters.
const TOKEN: usize = 4;
const SHORT: usize = 500;
const LONG: usize = 8_000;
/// Milliseconds between tokens: faster than models write.
const EVERY: u64 = 4;
const THROTTLING: u32 = 4;
const LONGEST_TASK: f64 = 50.0;
/// Cost of a token in a long answer, as a multiple of that in a short one.
const GOAL: f64 = 1.3;

/// Content of the answers: each kind of block, repeated.
const PAGE: &str = "## Keeping a fern\n\nA fern likes **shade**, *damp* air and [rain water](https://shop.example.com/water); \
    it does not like `direct sun`. Most die of care, not of neglect.\n\n1. Feel the soil before you water.\n2. Turn the pot every week.\n   - Not in winter.\n\
    \n> Brown tips mean dry air.\n\n| Month | Water | Feed |\n|---|---:|---|\n| May | 200 ml | yes |\n| June | 300 ml | yes |\n| July | 300 ml | no |\n\n\
    ```rust\n// How much, in millilitres.\nfn water(month: u8) -> u32 {\n    if (6..9).contains(&month) { 300 } else { 200 }\n}\n```\n\n\
    When it rains, put it outside for an hour: leaves are washed, and the roots get what tap water has not. ";

/// Keeps tasks of more than 50 ms, and when something was last drawn.
const WATCH: &str = "
    window.__long = [];
    new PerformanceObserver((list) => window.__long.push(...list.getEntries())).observe({ type: 'longtask' });
    new MutationObserver(() => (window.__last = performance.now())).observe($('[role=log]'), { subtree: true, childList: true, characterData: true })";
/// From here on what is slow is ours: looking at the page is a task of the page, too.
const BEGIN: &str = "return (window.__begun = performance.now())";
/// Script that returns the durations of these tasks, in milliseconds: from the first piece to a second after the last.
const LONG_TASKS: &str = "await new Promise((done) => requestIdleCallback(done));
    return window.__long.filter(({ startTime: at }) => at > window.__begun && at < window.__last + 1_000).map(({ duration }) => duration)";
/// Longer than a page that keeps up takes for its last pieces. It is not inspected before.
const QUIET: Duration = Duration::from_secs(4);

fn markdown(tokens: usize) -> Vec<Step> {
    let chars: Vec<char> = PAGE.chars().cycle().take(tokens * TOKEN).collect();
    chars.chunks(TOKEN).flat_map(|token| [Step::Text(token.iter().collect()), Step::Delay(EVERY)]).collect()
}

/// Cost of one answer.
#[derive(Debug)]
struct Cost {
    /// Time of the page's main thread for each token, in microseconds.
    per_token: f64,
    /// The longest task after the first paint, in milliseconds; 0 when none took more than 50.
    longest: f64,
}

/// Answers of both lengths, each in a page of its own.
pub(crate) async fn run() -> Result<Option<String>> {
    let short = answer(SHORT).await?;
    let long = answer(LONG).await?;
    let ratio = long.per_token / short.per_token;
    println!(
        "drawing Markdown in Chromium at {THROTTLING}x throttling, a token every {EVERY} ms: {:.0} us a token in an answer of {LONG}, {:.0} us in one of {SHORT}: {ratio:.2} x (goal: <= {GOAL}); longest task after the first paint {} (goal: none over {LONGEST_TASK} ms)",
        long.per_token,
        short.per_token,
        if long.longest > 0.0 { format!("{:.0} ms", long.longest) } else { format!("<= {LONGEST_TASK} ms") },
    );
    let longest = short.longest.max(long.longest);
    let mut missed = Vec::new();
    if ratio > GOAL {
        missed.push(format!("a token of a long answer costs {ratio:.2} times that of a short one"));
    }
    if longest > LONGEST_TASK {
        missed.push(format!("a task of {longest:.0} ms while drawing"));
    }
    Ok((!missed.is_empty()).then(|| missed.join(", ")))
}

async fn answer(tokens: usize) -> Result<Cost> {
    let gate = Gate::default();
    let mut steps = vec![Step::Text("Well.\n\n".into()), Step::Wait(gate.clone())];
    steps.extend(markdown(tokens));
    steps.extend([Step::Wait(gate.clone()), Step::Text("\n\nThat is all.".into())]);
    let stage = Stage::open(Repertoire::default().on("fern", steps).agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    stage.browser.cdp("Performance.enable", json!({"timeDomain": "threadTicks"})).await?;
    stage.browser.cdp("Emulation.setCPUThrottlingRate", json!({"rate": THROTTLING})).await?;
    chat.look::<Value>(WATCH, Vec::new()).await?;
    chat.say("fern").await?;
    chat.wait_for_text("Well.").await?;
    let before = busy(&stage.browser).await?;
    chat.look::<f64>(BEGIN, Vec::new()).await?;
    gate.open(1);
    drawn(&chat, tokens).await?;
    let after = busy(&stage.browser).await?;
    let long: Vec<f64> = chat.watch(LONG_TASKS).await?;
    gate.open(1);
    chat.wait_until_idle().await?;
    stage.close().await?;
    let longest = long.into_iter().fold(0.0, f64::max);
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    Ok(Cost { per_token: (after - before) * 1e6 / tokens as f64, longest })
}

/// Waits until this many tokens are on the page.
async fn drawn(chat: &Chat<'_>, tokens: usize) -> Result<()> {
    // The text of the document is shorter than its Markdown.
    tokio::time::sleep(Duration::from_millis(EVERY * tokens as u64) + QUIET).await;
    let length = "return [...$$('.row.theirs')].at(-1).querySelector('.content').textContent.length";
    let mut last = 0;
    for _ in 0..120 {
        let now: usize = chat.look(length, Vec::new()).await?;
        if now == last {
            return Ok(());
        }
        last = now;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    anyhow::bail!("the answer is still growing")
}

/// Seconds the main thread has spent on tasks.
async fn busy(browser: &Browser) -> Result<f64> {
    let metrics = browser.cdp("Performance.getMetrics", json!({})).await?;
    let all = metrics["metrics"].as_array().context("metrics")?;
    let one = all.iter().find(|metric| metric["name"] == "TaskDuration").context("TaskDuration")?;
    one["value"].as_f64().context("seconds")
}
