//! The widget in a real browser, on a page of another origin, talking to a real server.

mod accessible;
mod announcer;
mod attachments;
mod conversation;
mod feedback;
mod frame;
mod guest;
mod hostile;
mod keyboard;
mod layouts;
mod looks;
mod previews;
mod resume;
mod scripting;
mod snippets;
mod themes;
mod times;
