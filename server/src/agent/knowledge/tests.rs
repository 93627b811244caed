use super::{testing::*, *};

const GUIDE: &str = "# Shop\n\nWelcome.\n\n## Shipping\n\nParcels arrive in *three* days:\n\n- by post\n- by courier\n\n\
    ## Returns\n\nSend it back within 30 days.\n\n## Payment\n\nCards and bank transfer within 14 days.\n";

async fn ask(text: &str, language: &str, broken: bool) -> Vec<Step> {
    let shelf = Shelf { passages: passages("shop.md", GUIDE, Some("https://example.com")).into(), broken };
    Knowledge::new(Arc::new(shelf)).answer(question(text, language)).collect().await
}

fn text(steps: &[Step]) -> String {
    steps.iter().filter_map(|step| if let Ok(AgentEvent::Text(text)) = step { Some(text.as_str()) } else { None }).collect()
}

#[tokio::test]
async fn a_question_is_answered_in_the_document_s_own_words_with_its_source() {
    let steps = ask("How long does shipping take?", "en", false).await;
    assert_eq!(steps[0], Ok(AgentEvent::Stage("searching")));
    assert!(text(&steps).ends_with("Parcels arrive in *three* days:\n\n- by post\n- by courier"), "{}", text(&steps));
    let cited = steps.iter().find_map(|step| if let Ok(AgentEvent::Citations(cited)) = step { Some(cited) } else { None });
    let first = &cited.unwrap()[0];
    assert_eq!((first.title.as_str(), first.url.as_deref()), ("Shop › Shipping", Some("https://example.com/shop.md#shipping")));
    assert_eq!(steps.last(), Some(&Ok(AgentEvent::Finish(Finish::Stop))));
}

#[tokio::test]
async fn what_is_not_in_the_documents_is_not_known_and_a_person_is_offered() {
    let steps = ask("Who won the football championship?", "de-CH", false).await;
    assert_eq!(text(&steps), reply::texts("de").unknown);
    assert!(steps.contains(&Ok(AgentEvent::LowConfidence)));
    let button = Block::EscalationButton {
        label: "Mit einem Menschen sprechen".into(),
        message: "Ich möchte mit einem Menschen sprechen.".into(),
    };
    assert!(steps.contains(&Ok(AgentEvent::Block(button))));
}

#[tokio::test]
async fn small_talk_searches_nothing() {
    let steps = ask("Thanks!", "en", true).await;
    assert_eq!(text(&steps), reply::texts("en").welcome);
    assert!(!steps.contains(&Ok(AgentEvent::LowConfidence)));
}

#[tokio::test]
async fn a_broken_store_is_an_agent_that_is_not_available() {
    assert_eq!(ask("shipping?", "en", true).await.last(), Some(&Err(AgentError::Unavailable)));
}
