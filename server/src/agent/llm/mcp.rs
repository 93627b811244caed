//! Tools of MCP servers, by streamable HTTP.
//!
//! Requests go through the client of `outbound`: addresses are judged, redirects not followed, bodies not unpacked and
//! limited in size; each exchange is limited in time. A server is connected once for an answer, when its tools are listed
//! or first called, and the connection ends with the answer. What a server says about an error stays here.

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures_util::future::join_all;
use rmcp::{
    RoleClient, ServiceExt as _,
    model::{CallToolRequestParams, CallToolResult, ClientConfig, ContentBlock, Implementation, ResourceContents},
    service::{ClientInitializeError, RunningService, ServiceError},
    transport::{
        StreamableHttpClientTransport,
        streamable_http_client::{StreamableHttpClientTransportConfig, StreamableHttpError},
    },
};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use tokio::time::timeout;

use super::{mcp_lists::Listed, parts::LlmParts};
use crate::{
    agent::upstream::{Output, transport},
    core::{
        conversation::{
            agent_port::{AgentEvent, McpOffer},
            agent_problem::AgentProblem,
            tool::{
                ToolRefused,
                mcp::{MOST_OFFERED, McpServer, McpTool},
            },
        },
        error::Error,
    },
};

/// The time a server may take to list its tools, connection included.
const LISTING: Duration = Duration::from_secs(8);
/// The largest message of a server, in bytes.
const LARGEST: usize = 1 << 20;
/// The most pages of a list.
const PAGES: usize = 10;

type Session = RunningService<RoleClient, ClientConfig>;
/// The tools of an agent's servers, for one answer.
#[derive(Debug, Default)]
pub(super) struct McpTools {
    servers: Vec<McpServer>,
    /// Each with the place of its server; names are unique.
    tools: Vec<(usize, McpTool)>,
    sessions: HashMap<usize, Session>,
}

impl McpTools {
    /// Lists the tools the owner chose among those the servers offer. One that is away is told of, and left out.
    pub(super) async fn list(parts: &LlmParts, servers: &[McpServer], output: &Output) -> Self {
        let listed = join_all(servers.iter().map(|server| known(parts, server))).await;
        let mut all = Self { servers: servers.to_vec(), ..Self::default() };
        for (at, (server, listed)) in servers.iter().zip(listed).enumerate() {
            let Ok(tools) = listed else {
                output.tell(AgentEvent::Problem(AgentProblem::McpServerAway(at))).await;
                continue;
            };
            for tool in tools.iter().filter(|tool| server.chooses(&tool.name)) {
                if all.tools.len() < MOST_OFFERED && !all.has(&tool.name) {
                    all.tools.push((at, tool.clone()));
                }
            }
        }
        all
    }

    /// All of them, in the order of the servers.
    pub(super) fn tools(&self) -> impl Iterator<Item = &McpTool> {
        self.tools.iter().map(|(_, tool)| tool)
    }

    /// True when one has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<&(usize, McpTool)> {
        self.tools.iter().find(|(_, tool)| tool.name == name)
    }

    /// Checks a tool's arguments; the error says why it does not take them.
    pub(super) async fn accepts(&self, name: &str, arguments: &Value) -> Result<(), String> {
        let (_, tool) = self.find(name).ok_or("there is no such tool")?;
        tool.accepts(arguments).await
    }

    /// Calls a tool; `None` when it does not answer.
    pub(super) async fn call(&mut self, parts: &LlmParts, name: &str, arguments: Value) -> Option<String> {
        let at = self.find(name)?.0;
        if self.sessions.get(&at).is_none_or(|session| session.is_transport_closed()) {
            let session = connect(parts, self.servers.get(at)?).await.ok()?;
            self.sessions.insert(at, session);
        }
        let Value::Object(arguments) = arguments else { return None };
        let params = CallToolRequestParams::new(name.to_owned()).with_arguments(arguments);
        let result = self.sessions.get(&at)?.peer().call_tool(params).await.ok()?;
        Some(said(result))
    }
}

/// The list as it was a short time ago, or as it is now.
async fn known(parts: &LlmParts, server: &McpServer) -> Listed {
    if let Some(listed) = parts.mcp.get(server, parts.clock.elapsed()) {
        return listed;
    }
    usable(parts, server).await
}

/// The list as it is now, without tools that cannot be used.
async fn usable(parts: &LlmParts, server: &McpServer) -> Listed {
    let listed = match ask(parts, server).await {
        Ok(tools) => {
            let mut usable = Vec::new();
            for tool in tools {
                match tool.check().await {
                    Ok(()) => usable.push(tool),
                    Err(error) => tracing::debug!(%error, "a tool of an MCP server cannot be used"),
                }
            }
            Ok(Arc::new(usable))
        }
        Err(problem) => {
            failed("list");
            tracing::warn!(problem = problem.code(), "an MCP server did not list its tools");
            Err(problem)
        }
    };
    parts.mcp.put(server, parts.clock.elapsed(), &listed);
    listed
}

/// Lists of tools as servers give them now, for their owner: with those that cannot be used, and why.
pub(super) async fn offers(parts: &LlmParts, servers: &[McpServer]) -> Vec<McpOffer> {
    let offers = servers.iter().map(async |server| {
        let tools = match ask(parts, server).await {
            Ok(tools) => Ok(judged(tools).await),
            Err(problem) => Err(problem),
        };
        let usable = tools.as_ref().map(|tools| tools.iter().filter(|(_, refused)| refused.is_none()));
        let usable = usable.map(|tools| Arc::new(tools.map(|(tool, _)| tool.clone()).collect()));
        parts.mcp.put(server, parts.clock.elapsed(), &usable.map_err(|problem| *problem));
        McpOffer { server: server.clone(), tools }
    });
    join_all(offers).await
}

async fn judged(tools: Vec<McpTool>) -> Vec<(McpTool, Option<ToolRefused>)> {
    let mut judged = Vec::with_capacity(tools.len());
    for tool in tools {
        let refused = match tool.check().await {
            Ok(()) => None,
            Err(Error::Tool(refused)) => Some(refused),
            Err(_) => Some(ToolRefused { name: tool.name.clone(), reason: "it could not be checked just now".into() }),
        };
        judged.push((tool, refused));
    }
    judged
}

async fn ask(parts: &LlmParts, server: &McpServer) -> Result<Vec<McpTool>, AgentProblem> {
    let asking = async {
        let session = connect(parts, server).await?;
        let (mut tools, mut cursor) = (Vec::new(), None);
        for _ in 0..PAGES {
            let params = cursor.map(|cursor| rmcp::model::PaginatedRequestParams::default().with_cursor(Some(cursor)));
            let page = session.peer().list_tools(params).await.map_err(|error| service(&error))?;
            tools.extend(page.tools.iter().map(tool));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        Ok(tools)
    };
    timeout(LISTING.min(parts.http.timeouts.first_byte), asking).await.unwrap_or(Err(AgentProblem::TimedOut))
}

fn tool(tool: &rmcp::model::Tool) -> McpTool {
    let description = tool.description.as_deref().or(tool.title.as_deref());
    McpTool::new(&tool.name, description, Value::Object((*tool.input_schema).clone()))
}

async fn connect(parts: &LlmParts, server: &McpServer) -> Result<Session, AgentProblem> {
    let client = parts.http.outbound.lend(Some(&server.url)).map_err(|_| AgentProblem::AddressBlocked)?;
    let config = StreamableHttpClientTransportConfig::with_uri(server.url.as_str())
        .max_sse_event_size(LARGEST)
        .max_json_response_size(LARGEST);
    let config = match &server.secret {
        None => config,
        Some(name) => {
            let secret = parts.secrets.get(name).ok_or(AgentProblem::SecretMissing)?;
            config.auth_header(secret.expose_secret())
        }
    };
    let mut info = ClientConfig::default();
    info.client_info = Implementation::new("Parlor", env!("CARGO_PKG_VERSION"));
    let transport = StreamableHttpClientTransport::with_client(client.clone(), config);
    // It is large, and few answers need it.
    Box::pin(info.serve(transport)).await.map_err(|error| initial(&error))
}

fn initial(error: &ClientInitializeError) -> AgentProblem {
    match error {
        ClientInitializeError::TransportError { error, .. } => exchange(error.error.as_ref()),
        _ => AgentProblem::NotAnAnswer,
    }
}

fn service(error: &ServiceError) -> AgentProblem {
    match error {
        ServiceError::TransportSend(error) => exchange(error.error.as_ref()),
        ServiceError::McpError(_) => AgentProblem::ErrorReported,
        ServiceError::TransportClosed => AgentProblem::NoConnection,
        _ => AgentProblem::NotAnAnswer,
    }
}

fn exchange(error: &(dyn std::error::Error + Send + Sync + 'static)) -> AgentProblem {
    match error.downcast_ref::<StreamableHttpError<reqwest::Error>>() {
        Some(StreamableHttpError::Client(error)) => error.status().map_or_else(|| transport(error).problem, status),
        Some(StreamableHttpError::AuthRequired(_)) => AgentProblem::KeyRefused,
        Some(StreamableHttpError::InsufficientScope(_)) => AgentProblem::Forbidden,
        Some(StreamableHttpError::HttpStatus(error)) if error.status == 429 => {
            AgentProblem::RateLimited { retry_after: None }
        }
        Some(StreamableHttpError::HttpStatus(error)) => AgentProblem::ServiceFailed(error.status),
        _ => AgentProblem::NotAnAnswer,
    }
}

fn status(status: reqwest::StatusCode) -> AgentProblem {
    let headers = reqwest::header::HeaderMap::new();
    crate::agent::upstream::refused(status, &headers, jiff::Timestamp::UNIX_EPOCH).problem
}

/// A result in words: texts as they are, the rest named.
fn said(result: CallToolResult) -> String {
    let failed = result.is_error == Some(true);
    let mut texts: Vec<String> = result.content.into_iter().map(block).collect();
    if texts.is_empty() {
        texts.extend(result.structured_content.map(|value| value.to_string()));
    }
    let text = texts.join("\n");
    if failed { format!("The tool reports an error: {text}") } else { text }
}

fn block(block: ContentBlock) -> String {
    match block {
        ContentBlock::Text(text) => text.text,
        ContentBlock::Resource(resource) => match resource.resource {
            ResourceContents::TextResourceContents { text, .. } => text,
            _ => "[a file]".into(),
        },
        ContentBlock::ResourceLink(link) => format!("[{}]({})", link.name, link.uri),
        ContentBlock::Image(_) => "[a picture]".into(),
        ContentBlock::Audio(_) => "[a recording]".into(),
        _ => "[something else]".into(),
    }
}

/// Counts it, for the server's metrics.
pub(super) fn failed(what: &'static str) {
    metrics::counter!("parlor_mcp_failures_total", "what" => what).increment(1);
}
