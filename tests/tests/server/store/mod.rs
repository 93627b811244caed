//! The contract of storage (`core::store`), a function per promise, on both databases; and what one of them promises alone.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "how long real databases take is measured with the real clock")]

mod activity;
mod agent_message;
mod attachments;
mod belongings;
mod budget;
mod engagement;
mod erasing;
mod feedback;
mod full;
mod history;
mod inbox;
mod interrupt;
mod invitations;
mod knowledge;
mod leads;
mod many;
mod odd_text;
mod owners;
mod page_calls;
mod postgres;
mod previews;
mod rendered;
mod reserve;
mod retries;
mod runs;
mod scope;
mod sqlite;
mod statements;
mod stop;
mod teams;
mod turns;
mod upgrade;
mod visitors;
mod world;
