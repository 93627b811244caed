//! Limits on the blocks that accompany the text of an answer.

/// Maximum number of interactive blocks in one answer; further ones are shown as text.
pub const MOST: usize = 10;
/// Maximum number of reasoning and tool steps shown of one answer; further ones are not shown.
pub const MOST_STEPS: usize = 40;
/// The longest JSON of one block, in bytes.
pub const LARGEST: usize = 16 * 1024;
/// The longest reasoning of one answer that is shown, in characters.
pub const LONGEST_REASONING: usize = 16_000;
/// The longest arguments and the longest result of a tool that are shown, in characters.
pub const LONGEST_ARGS: usize = 4_000;
