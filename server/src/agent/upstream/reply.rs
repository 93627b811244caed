//! A reply that is read as a whole.

use jiff::Timestamp;
use reqwest::{RequestBuilder, Response};

use super::{
    body::Pieces,
    http::{media_type, refused, transport},
    timeouts::Watch,
};
use crate::core::conversation::agent_error::AgentError;

/// Sends a request and reads the reply: of this media type, which may be given by its beginning, and of at most so many bytes.
/// `now`: for dates in the reply.
pub(crate) async fn reply(
    request: RequestBuilder,
    mut watch: Watch,
    kind: &str,
    most: usize,
    now: Timestamp,
) -> Result<Vec<u8>, AgentError> {
    let sent = watch.wait(request.send()).await?;
    let response: Response = sent.map_err(|error| transport(&error).error)?;
    watch.progressed();
    if !response.status().is_success() {
        return Err(refused(response.status(), response.headers(), now).error);
    }
    if !media_type(&response)?.starts_with(kind) {
        return Err(AgentError::Protocol);
    }
    let (mut pieces, mut whole) = (Pieces::new(response), Vec::new());
    while let Some(bytes) = pieces.bytes(&watch).await? {
        if whole.len() + bytes.len() > most {
            return Err(AgentError::Protocol);
        }
        whole.extend_from_slice(&bytes);
        watch.progressed();
    }
    Ok(whole)
}
