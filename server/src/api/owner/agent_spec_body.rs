//! Agents' behavior of the API to that of the domain, and back.

use parlor_shared::owner::agent_spec::{
    AgentSpecBody, McpServerBody, ModelOptionsBody, RepliesBody, TokenParameterName, ToolBody,
};

use crate::core::{
    both_ways::{all, both_ways, boxed, option},
    conversation::tool::{Tool, mcp::McpServer},
    owner::{
        agent::{AgentSpec, Replies},
        model_options::{ModelOptions, TokenParameter},
    },
};

both_ways! {
    enum AgentSpecBody = AgentSpec {
        Knowledge { replies by boxed, synonyms },
        Llm {
            provider, model, base_url, api_key, system_prompt, history_tokens, max_output_tokens, use_knowledge,
            tools by all, mcp_servers by all, options by boxed,
        },
        Webhook { url, secret },
        Scripted {},
    }
}
both_ways! {
    struct RepliesBody = Replies {
        hello, bye, thanks, how_are_you, who_are_you, what_can_you_do, are_you_a_bot, want_a_person, unsure,
        unknown,
    }
}
both_ways! { struct ToolBody = Tool { name, description, parameters, url, secret } }
both_ways! { struct McpServerBody = McpServer { url, secret, tools } }
both_ways! {
    struct ModelOptionsBody = ModelOptions {
        token_parameter by option, temperature, top_p, stop, seed, headers, body, first_token_seconds,
        silence_seconds, keep_alives_are_silence, starts_thinking,
    }
}
both_ways! { enum TokenParameterName = TokenParameter { MaxTokens, MaxCompletionTokens } }
