//! Error envelope: `{"message", "code"}`.
//!
//! Source: the vendor's SDK, which throws the message and the code, and names a code for each status. It sends the same
//! request again, up to three times, after 429, 500, 502, 503 and 504.

use serde::{Deserialize, Serialize};

/// The complete body of an error reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::ErrorBody))]
pub struct ErrorBody {
    /// One English sentence. Never contains secrets, tokens or text from an upstream service.
    pub message: String,
    /// Stable name of the error.
    pub code: Code,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:tt, $status:literal;)*) => {
        /// Stable names of errors; each belongs to one HTTP status.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::Code))]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Returns the HTTP status.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
        }
    };
}

codes! {
    /// 400: the body, a parameter or a header is not valid.
    BadRequest = "BAD_REQUEST", 400;
    /// 401: no secret or token, or an invalid one.
    NotAuthenticated = "NOT_AUTHENTICATED", 401;
    /// 403: the caller may not do this, or the page's origin is not on the widget's list.
    NotAuthorized = "NOT_AUTHORIZED", 403;
    /// 404: no such object, or it belongs to another team.
    NotFound = "NOT_FOUND", 404;
    /// 405: the path exists, but not with this method.
    MethodNotAllowed = "METHOD_NOT_ALLOWED", 405;
    /// 409: the alias is already in use.
    Conflict = "CONFLICT", 409;
    /// 413: the body is larger than 64 KiB, or a file is larger than its limit.
    ContentTooLarge = "CONTENT_TOO_LARGE", 413;
    /// 415: the body is not plain JSON, or the file type is not supported (ours: the SDK names no code for it).
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE", 415;
    /// 422: the request is valid but cannot be carried out, for example because no agent is connected.
    UnprocessableEntity = "UNPROCESSABLE_ENTITY", 422;
    /// 429: too many requests; retry after `Retry-After` seconds.
    TooManyRequests = "TOO_MANY_REQUESTS", 429;
    /// 500: an internal error of the server.
    InternalServerError = "INTERNAL_SERVER_ERROR", 500;
    /// 502: the agent failed.
    BadGateway = "BAD_GATEWAY", 502;
    /// 503: the agent or the database is not available at the moment.
    ServiceUnavailable = "SERVICE_UNAVAILABLE", 503;
    /// 504: the agent was too slow.
    GatewayTimeout = "GATEWAY_TIMEOUT", 504;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refusal_is_a_message_and_a_code() {
        let body = ErrorBody { message: "there is no such widget".into(), code: Code::NotFound };
        let json = json!({"message": "there is no such widget", "code": "NOT_FOUND"});
        assert_eq!(serde_json::to_value(&body).unwrap(), json);
        assert_eq!(serde_json::from_value::<ErrorBody>(json).unwrap(), body);
    }

    #[test]
    fn every_code_has_its_name_and_a_status_of_its_own() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), json!(code.as_str()));
            let twins = Code::ALL.iter().filter(|other| other.status() == code.status());
            assert_eq!(twins.count(), 1, "{}", code.as_str());
        }
    }
}
