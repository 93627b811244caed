//! Secrets that agents refer to by name.

use std::collections::HashMap;

use clap::Args;
use secrecy::SecretString;

use crate::core::security::{
    agent_policy::{AgentPolicy, SecretForm},
    egress::EgressPolicy,
};

/// Secrets that agents refer to by name.
#[derive(Args, Clone, Debug, Default)]
pub struct ModelsConfig {
    /// A secret as NAME=VALUE, comma-separated: API keys of language models, signing secrets of webhooks. An agent names it.
    #[arg(long = "secret-named", env = "PARLOR_SECRETS", value_delimiter = ',', value_name = "NAME=VALUE,…", hide_env_values = true, value_parser = named)]
    pub secrets: Vec<(String, SecretString)>,
}

impl ModelsConfig {
    /// Returns the policy for owners' agents. `egress`: the addresses that agents may call.
    pub fn policy(&self, egress: EgressPolicy) -> AgentPolicy {
        AgentPolicy::new(self.secrets.iter().map(|(name, value)| (name.clone(), SecretForm::of(value))), egress)
    }

    /// By name.
    pub fn by_name(&self) -> HashMap<String, SecretString> {
        self.secrets.iter().cloned().collect()
    }
}

fn named(text: &str) -> Result<(String, SecretString), &'static str> {
    let (name, value) = text.split_once('=').ok_or("a secret is written NAME=VALUE")?;
    Ok((name.to_owned(), SecretString::from(value.to_owned())))
}
