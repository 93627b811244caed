//! Error envelope: one sentence in one field.
//!
//! Source: NexonTech, "Error Codes" and "Error response format". The HTTP status tells the kind of error.

use serde::{Deserialize, Serialize};

/// The complete body of an error reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = nexon::ErrorBody))]
pub struct ErrorBody {
    /// One sentence for people. Never contains secrets or text from an upstream service.
    pub error: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_read_and_written_as_it_stands() {
        let sample = r#"{"error":"Invalid or inactive widget key"}"#;
        let body: ErrorBody = serde_json::from_str(sample).unwrap();
        assert_eq!(body.error, "Invalid or inactive widget key");
        assert_eq!(serde_json::to_string(&body).unwrap(), sample);
    }
}
