//! ChatBotKit's API. What is expected here stands in the vendor's pages, in its SDK, or is ours and said so in
//! `docs/chatbotkit.md`.

mod bench;
mod files;
mod isolation;
mod list;
mod widgets;
