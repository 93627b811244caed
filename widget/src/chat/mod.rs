//! The conversation as a state machine that runs without a browser: events in, effects out.
//!
//! [`Chat::handle`] takes one [`Event`] and returns the [`Effect`]s it requires. The driver runs them and feeds back
//! their results. At most one answer is followed at a time; messages sent meanwhile wait for their turn.

mod answer;
mod block_view;
mod contact;
mod contact_state;
#[cfg(test)]
mod contact_tests;
mod effects;
mod entry;
mod events;
mod failure;
mod file_status;
mod form;
mod history;
mod machine;
mod message;
mod outbox;
mod page_call;
mod preview;
mod proactive;
mod proactive_message;
mod received;
mod running_answer;
#[cfg(test)]
mod scenarios;
mod summary;
mod tabs;
#[cfg(test)]
mod tabs_tests;

pub use block_view::BlockView;
pub use contact_state::{ContactDetails, ContactPrompt};
pub use effects::{Announcement, Effect};
pub use entry::Entry;
pub use events::{Event, LONGEST_COMMENT, Rating, Session, StreamEvent, UnsentMessage, UserAction};
pub use failure::{Failure, Problem};
pub use file_status::FileStatus;
pub use form::{FormSubmission, SubmittedForm};
pub use machine::Chat;
pub use message::{HIDDEN, Key, ShownMessage, State, Ticket};
pub use page_call::{PageCall, PageOutcome};
pub use received::{Page, Received};
pub use summary::{Phase, Summary};
