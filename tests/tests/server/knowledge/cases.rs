//! Documents as owners bring them, and questions as visitors ask them: what the agent says, and which document it cites.

use parlor_tests::{
    corpora,
    databases::Backend,
    knowledge::{is_right, knowing, question, texts, told},
};

/// The right document is cited first and the answer says what it must; what nothing answers is said not to be known.
#[tokio::test]
async fn questions_about_owners_documents_are_answered() {
    let cases = corpora::own("knowledge/cases.json");
    let mut missed = Vec::new();
    for backend in Backend::ALL {
        let (agent, _shelf) = knowing(backend, &cases["documents"]).await;
        for case in cases["questions"].as_array().unwrap() {
            let asked = case["question"].as_str().unwrap();
            let told = told(&agent, question(asked, &texts(&case["after"]), "en")).await;
            if !is_right(&told, case) {
                missed.push(format!("{backend:?}: {asked}: {told:?}"));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
