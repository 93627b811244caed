//! ChatBotKit: `/v1/integration/widget` and what a session opens.
