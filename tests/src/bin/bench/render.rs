//! The cost of drawing an answer while a model writes it: processor time of this process.

use parlor::{core::render::Render as _, render::Markdown};
use parlor_tests::processor::process_time;

/// A model's tokens: about four characters.
const TOKEN: usize = 4;
const ANSWER: usize = 12_000;
/// Seconds for the whole of such an answer.
const GOAL: f64 = 0.25;
/// Maximum factor by which the cost may grow when the answer doubles.
const RATIO: f64 = 2.3;

/// An answer of each kind of block, again and again.
const PAGE: &str = "## Keeping a fern\n\nA fern likes **shade**, *damp* air and [rain water](https://shop.example.com/water); \
    it does not like `direct sun`. Most die of care, not of neglect: a new one costs $5 to $10.\n\n1. Feel the soil before you water.\n\
    2. Turn the pot every week.\n   - Not in winter.\n\n> Brown tips mean dry air.\n\n| Month | Water | Feed |\n|---|---:|---|\n\
    | May | 200 ml | yes |\n| June | 300 ml | yes |\n\n```rust\nfn water(month: u8) -> u32 {\n    if (6..9).contains(&month) { 300 } else { 200 }\n}\n```\n\n\
    Its area is $A = \\pi r^2$; when it rains, put it outside for an hour.\n\n";

/// Draws answers of both lengths; tells what was not reached.
pub(crate) fn run() -> Option<String> {
    let (once, twice) = (best(ANSWER), best(2 * ANSWER));
    let ratio = twice / once;
    println!(
        "drawing an answer of {ANSWER} characters in {} tokens: {once:.3} s (goal: <= {GOAL}), twice as long {twice:.3} s: {ratio:.2} x (goal: <= {RATIO})",
        ANSWER / TOKEN,
    );
    let mut missed = Vec::new();
    if once > GOAL {
        missed.push(format!("drawing an answer takes {once:.3} s"));
    }
    if ratio > RATIO {
        missed.push(format!("an answer twice as long takes {ratio:.2} times as long to draw"));
    }
    (!missed.is_empty()).then(|| missed.join(", "))
}

/// The least of three: other programs share the machine.
fn best(length: usize) -> f64 {
    let text: Vec<char> = PAGE.chars().cycle().take(length).collect();
    let mut least = f64::MAX;
    for _ in 0..3 {
        let before = process_time().as_secs_f64();
        let mut growing = Markdown::default().start();
        for token in text.chunks(TOKEN) {
            std::hint::black_box(growing.push(&token.iter().collect::<String>()));
        }
        std::hint::black_box(growing.finish());
        least = least.min(process_time().as_secs_f64() - before);
    }
    least
}
