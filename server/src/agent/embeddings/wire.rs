//! The protocol: `{"model", "input": [..]}`, and `{"data": [{"index", "embedding": [..]}]}`.

use serde::{Deserialize, Serialize};

use super::vector::Vector;
use crate::core::conversation::agent_error::AgentError;

/// The kind of a text. Not of OpenAI's protocol, but many services know the field, and some need it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Debug)]
#[serde(rename_all = "lowercase")]
pub(super) enum InputType {
    /// Something asked.
    Query,
    /// Something to be found.
    Passage,
}

#[derive(Serialize)]
pub(super) struct Request<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) model: &'a str,
    pub(super) input: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) input_type: Option<InputType>,
}

#[derive(Deserialize)]
struct Reply {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    index: Option<usize>,
    embedding: Vec<f32>,
}

/// The vectors of a reply to so many texts, in the order of the texts: all of them, as long as each other, of finite numbers.
pub(super) fn vectors(reply: &[u8], texts: usize) -> Result<Vec<Vector>, AgentError> {
    let Reply { data } = serde_json::from_slice(reply).map_err(|_| AgentError::Protocol)?;
    let mut placed: Vec<Option<Vector>> = vec![None; texts];
    if data.len() != texts {
        return Err(AgentError::Protocol);
    }
    for (number, item) in data.into_iter().enumerate() {
        let place = placed.get_mut(item.index.unwrap_or(number)).filter(|place| place.is_none());
        *place.ok_or(AgentError::Protocol)? = Some(Vector::new(item.embedding).ok_or(AgentError::Protocol)?);
    }
    let vectors: Vec<Vector> = placed.into_iter().flatten().collect();
    let as_long = vectors.windows(2).all(|pair| pair[0].dimensions() == pair[1].dimensions());
    if as_long { Ok(vectors) } else { Err(AgentError::Protocol) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_come_in_the_order_of_their_texts() {
        let reply =
            br#"{"object":"list","data":[{"index":1,"embedding":[0,2]},{"index":0,"embedding":[3,0]}],"usage":{}}"#;
        let found = vectors(reply, 2).unwrap();
        assert_eq!(found.iter().map(Vector::packed).collect::<Vec<_>>(), [[127, 0], [0, 127]]);
        assert!(
            vectors(br#"{"data":[{"embedding":[1]},{"embedding":[2]}]}"#, 2).is_ok(),
            "in their order without numbers"
        );
    }

    #[test]
    fn what_is_not_one_vector_for_each_text_is_refused() {
        for (reply, texts) in [
            (r#"{"data":[{"index":0,"embedding":[1,2]}]}"#, 2),
            (r#"{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}"#, 2),
            (r#"{"data":[{"index":2,"embedding":[1]}]}"#, 1),
            (r#"{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}]}"#, 2),
            (r#"{"data":[{"index":0,"embedding":[]}]}"#, 1),
            (r#"{"data":[{"index":0,"embedding":[0,0]}]}"#, 1),
            (r#"{"data":[{"index":0,"embedding":[1e300]}]}"#, 1),
            (r#"{"data":[{"index":0,"embedding":[null]}]}"#, 1),
            (r#"{"data":[{"index":0,"embedding":"AAAA"}]}"#, 1),
            (r#"{"error":{"message":"no"}}"#, 1),
            ("<html>", 1),
            ("", 1),
        ] {
            assert_eq!(vectors(reply.as_bytes(), texts), Err(AgentError::Protocol), "{reply}");
        }
    }
}
