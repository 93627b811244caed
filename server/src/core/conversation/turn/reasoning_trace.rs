//! An agent's reasoning and tool use on the way to an answer, collected into blocks.

use parlor_shared::content::{Block, ToolUse};
use serde_json::Value;

use crate::core::conversation::blocks::LONGEST_REASONING;

/// The current step.
#[derive(Debug, Default)]
pub(super) struct Steps {
    thought: String,
    /// Characters of all thoughts so far.
    length: usize,
    tool: Option<ToolUse>,
}

impl Steps {
    /// Adds reasoning, which ends the use of a tool; returns the tool's block.
    pub(super) fn thinks(&mut self, text: &str) -> Vec<Block> {
        let before = self.tool.take().map(Block::Tool).into_iter().collect();
        for c in text.chars().take(LONGEST_REASONING - self.length) {
            self.thought.push(c);
            self.length += 1;
        }
        before
    }

    /// Begins the use of a tool. Earlier steps must have been taken.
    pub(super) fn uses(&mut self, name: &str, args: &Value) {
        self.tool = Some(ToolUse { name: name.to_owned(), args: args.to_string(), result: None });
    }

    /// Adds the tool's result.
    pub(super) fn answered(&mut self, result: String) {
        if let Some(tool) = &mut self.tool {
            tool.result = Some(result);
        }
    }

    /// Takes the tool with its result, and the reasoning as one block.
    pub(super) fn take(&mut self) -> Vec<Block> {
        let text = std::mem::take(&mut self.thought);
        let thought = (!text.trim().is_empty()).then_some(Block::Reasoning { text });
        self.tool.take().map(Block::Tool).into_iter().chain(thought).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn thoughts_are_one_piece_and_have_an_end() {
        let mut steps = Steps::default();
        assert_eq!(steps.thinks("Let "), []);
        assert_eq!(steps.thinks("me see."), []);
        assert_eq!(steps.take(), [Block::Reasoning { text: "Let me see.".into() }]);
        steps.thinks("  ");
        assert_eq!(steps.take(), []);
        steps.thinks(&"x".repeat(2 * LONGEST_REASONING));
        let [Block::Reasoning { text }] = &steps.take()[..] else { panic!("one thought") };
        assert_eq!(text.len(), LONGEST_REASONING - "Let me see.  ".len());
    }

    #[test]
    fn a_tool_waits_for_its_result() {
        let tool = |result: Option<&str>| {
            Block::Tool(ToolUse { name: "stock".into(), args: "{}".into(), result: result.map(Into::into) })
        };
        let mut steps = Steps::default();
        steps.answered("of nothing".into());
        steps.uses("stock", &json!({}));
        steps.answered("3 left".into());
        assert_eq!(steps.thinks("Three."), [tool(Some("3 left"))]);
        assert_eq!(steps.take(), [Block::Reasoning { text: "Three.".into() }]);
        steps.uses("stock", &json!({}));
        assert_eq!(steps.take(), [tool(None)]);
    }
}
