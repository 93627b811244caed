//! Fields of an operation that have one obvious value where its handler names none.

use utoipa::openapi::{RefOr, Response, path::Operation};

/// Adds what OpenAPI, or those who read it, need: a description of every response and operation, and `security: []` where
/// no credential is needed.
pub(super) fn fill(operation: &mut Operation) {
    operation.security.get_or_insert_default();
    if operation.description.is_none() {
        operation.description.clone_from(&operation.summary);
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(Response { description, .. }) = response
            && description.is_empty()
        {
            success(status).clone_into(description);
        }
    }
}

fn success(status: &str) -> &'static str {
    match status {
        "201" => "created",
        _ => "success",
    }
}

#[cfg(test)]
mod tests {
    use utoipa::openapi::{ResponseBuilder, path::OperationBuilder};

    use super::*;

    #[test]
    fn only_gaps_are_filled() {
        let response = |about: &str| ResponseBuilder::new().description(about).build();
        let mut operation = OperationBuilder::new()
            .summary(Some("Lists cats."))
            .response("200", response(""))
            .response("201", response(""))
            .response("404", response("no cats"))
            .build();
        fill(&mut operation);
        assert_eq!(operation.description.as_deref(), Some("Lists cats."));
        assert!(operation.security.is_some_and(|needed| needed.is_empty()));
        let said = operation.responses.responses.values().map(|response| match response {
            RefOr::T(response) => response.description.as_str(),
            RefOr::Ref(_) => "",
        });
        assert_eq!(said.collect::<Vec<_>>(), ["success", "created", "no cats"]);
    }
}
