//! The widget in a real browser, on a page of another origin, talking to a real server.

mod accessible;
mod aliases;
mod announcer;
mod attachments;
mod block_looks;
mod blocks;
mod conversation;
mod feedback;
mod forms;
mod frame;
mod guest;
mod hostile;
mod hosts;
mod keyboard;
mod layouts;
mod looks;
mod methods;
mod page_tools;
mod previews;
mod resume;
mod scripting;
mod snippets;
mod themes;
mod times;
mod verbose;
