//! Markdown to nodes: `core::render::Render`.
//!
//! | Module | Holds |
//! |---|---|
//! | `events` | a piece of Markdown as the parser's events |
//! | `parse` | one piece of Markdown to nodes |
//! | `source` | formulas, prices, footnotes and emphasis beside CJK, before parsing |
//! | `tags` | the HTML that means something |
//! | `autolink` | bare addresses in running text |
//! | `signs` | lines that begin like items of a list |
//! | `direction` | blocks that read from right to left |
//! | `code` | colours of code, line by line |
//! | `code_runs` | runs of back-ticks: the end of code in a sentence |
//! | `budget` | limits on coloured code and rendered formulas in one document |
//! | `math` | formulas, through a strict reader of `MathML` |
//! | `blocks` | the split of a growing text into pieces that no longer change |
//! | `dangling` | the visible part of the last, unfinished piece |
//! | `grow` | a growing document as patches |
//! | `plain` | a visitor's own words |
//! | [`html`] | nodes to HTML, for pages without a script |

mod autolink;
mod blocks;
mod budget;
mod code;
mod code_runs;
mod dangling;
mod direction;
mod events;
mod grow;
pub mod html;
mod markdown;
mod math;
mod options;
mod parse;
mod plain;
mod signs;
mod source;
mod tags;
#[cfg(test)]
mod tests;
mod text;

pub use markdown::Markdown;
pub use options::RenderOptions;
