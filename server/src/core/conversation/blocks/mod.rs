//! Blocks that accompany the text of an answer: the ones a client shows, their validation, and text that replaces the
//! others.
//!
//! Agents are not trusted: every block passes [`validate()`] before it is stored or sent. A block that a client does not
//! show is replaced by text ([`fallback_text()`]); an invalid one is shown as code ([`as_code`]).

pub mod citation;
mod fallback_text;
mod filled;
pub mod form;
mod kind;
mod limits;
mod shown;
mod validate;

pub use fallback_text::{as_code, fallback_text, with_fallback_text};
pub use filled::FormSubmission;
pub use kind::BlockKind;
pub use limits::{LARGEST, LONGEST_ARGS, LONGEST_REASONING, MOST, MOST_STEPS};
pub use shown::{ClientFeatures, has_room, is_step};
pub use validate::{InvalidBlock, validate};
