//! Messages received from the server.

use parlor_shared::widget as wire;

use super::block_view::BlockView;

/// A message received from the server.
#[derive(Clone, Debug)]
pub struct Received {
    /// The message, without its blocks.
    pub message: wire::Message,
    /// Its blocks.
    pub blocks: Vec<BlockView>,
}

/// A page of older messages.
#[derive(Debug)]
pub struct Page {
    /// The messages, oldest first.
    pub messages: Vec<Received>,
    /// True if there are still older messages.
    pub has_more: bool,
}
