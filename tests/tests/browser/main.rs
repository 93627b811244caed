//! The widget in a real browser, on a page of another origin, talking to a real server.

mod conversation;
mod guest;
mod keyboard;
mod resume;
mod scripting;
