//! ChatBotKit's API. What is expected here stands in the vendor's pages, in its SDK, or is ours and said so in
//! `docs/chatbotkit.md`.

mod attachments;
mod bench;
mod bodies;
mod contacts;
mod conversations;
mod files;
mod hostile;
mod interpreter;
mod isolation;
mod list;
mod messages;
mod pages;
mod repeats;
mod samples;
mod sdk;
mod sessions;
mod setup;
mod talk;
mod widgets;
