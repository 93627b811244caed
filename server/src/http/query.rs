//! Query parameters, and errors that name the one to blame.

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;

use super::{body::BodyError, explain};

/// The query of a request. Parameters nobody asked for are ignored.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = BodyError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, BodyError> {
        parse(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, BodyError> {
    let deserializer = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(query.as_bytes()));
    let told = |error: serde_path_to_error::Error<serde_urlencoded::de::Error>| {
        explain::data(&error.inner().to_string(), &error.path().to_string()).into()
    };
    serde_path_to_error::deserialize(deserializer).map_err(told)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only read, to see what is said when it cannot be")]
    struct Part {
        name: String,
        take: Option<u32>,
        deep: Option<bool>,
    }

    fn refused(query: &str) -> (Option<String>, String) {
        let error = parse::<Part>(query).err().unwrap();
        (error.field, error.message)
    }

    #[test]
    fn the_parameter_is_named() {
        assert_eq!(parse::<Part>("name=a%20b&more=1").unwrap().name, "a b");
        for (query, field, reason) in [
            ("", "name", "is required"),
            ("name=a&name=b", "name", "must stand only once"),
            ("name=a&take=x", "take", "must be a number in the allowed range"),
            ("name=a&take=-1", "take", "must be a number in the allowed range"),
            ("name=a&take=", "take", "must be a number in the allowed range"),
            ("name=a&take=99999999999", "take", "must be a number in the allowed range"),
            ("name=a&deep=maybe", "deep", "must be true or false"),
        ] {
            assert_eq!(refused(query), (Some(field.to_owned()), reason.to_owned()), "{query}");
        }
    }
}
