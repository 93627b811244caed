//! Writes the answer to a question and asks again.

use std::hash::Hasher as _;

use fnv::FnvHasher;
use leptos::prelude::*;
use parlor_shared::owner::{AskReply, Gap};

use crate::{
    api::{
        agents,
        documents::{self, NewDocument},
    },
    content,
    hooks::submission,
    i18n::t,
    kit::{Badge, Button, Field, FieldKind, Look, Problem, Tone},
};

/// The form. What is saved is a document of its own, so it can be read and deleted among the agent's knowledge.
#[component]
pub(super) fn Answer(gap: Gap, open: RwSignal<bool>) -> impl IntoView {
    let (question, text) = (RwSignal::new(gap.question), RwSignal::new(String::new()));
    let reply = RwSignal::new(None::<AskReply>);
    let missing = RwSignal::new(None::<String>);
    let submit = submission();
    let agent = gap.agent_id.to_string();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let is_empty = text.with_untracked(|text| text.trim().is_empty());
        missing.set(is_empty.then(|| t("gaps.answer.missing").to_owned()));
        if is_empty {
            return;
        }
        let (agent, asked) = (agent.clone(), question.get_untracked());
        let document = document(&asked, &text.get_untracked());
        let work = async move {
            documents::add(agent.clone(), document).await?;
            agents::ask(agent, asked).await
        };
        submit.run(work, move |new| reply.set(Some(new)));
    };
    let result = |reply: AskReply| {
        let (tone, text) = if reply.low_confidence { (Tone::Warning, "ask.unsure") } else { (Tone::Good, "ask.sure") };
        view! { <div class="answer-head"><h3>{t("gaps.now")}</h3><Badge tone=tone text=t(text)/></div> {content::draw(&reply.nodes)} }
    };
    view! {
        <form on:submit=send>
            <Field label=t("gaps.question") value=question autocomplete="off"/>
            <Field label=t("gaps.answer.text") value=text kind=FieldKind::Lines rows=6 hint=t("gaps.answer.hint") problem=missing/>
            <Problem text=submit.other_problem(&[])/>
            <div aria-live="polite">{move || reply.get().map(result)}</div>
            <div class="dialog-actions">
                <Button text=t("close").to_owned() on_press=move |()| open.set(false)/>
                <Button text=t("gaps.save").to_owned() look=Look::Primary submits=true busy=submit.is_busy/>
            </div>
        </form>
    }
}

/// A document of one question and its answer. The same question gives the same name, another one another: the name is the
/// beginning of the question, with a digest of the whole.
fn document(question: &str, answer: &str) -> NewDocument {
    let line = question.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = line.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(80).collect();
    let mut digest = FnvHasher::default();
    digest.write(line.as_bytes());
    NewDocument {
        name: format!("answers/{}-{:016x}.md", name.trim_matches('-'), digest.finish()),
        text: Some(format!("# {line}\n\n{answer}\n")),
        data: None,
    }
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn a_question_is_a_document_of_its_own() {
        let made = document("Do you ship\nto ../Cluj?", "Yes.");
        assert!(made.name.starts_with("answers/Do-you-ship-to----Cluj-"), "{}", made.name);
        assert_eq!(made.text.as_deref(), Some("# Do you ship to ../Cluj?\n\nYes.\n"));
    }

    #[test]
    fn another_question_is_another_document() {
        let name = |question: &str| document(question, "Yes.").name;
        let long = "a".repeat(80);
        let all = ["How much is C?", "How much is C++?", &format!("{long} b"), &format!("{long} c"), "???", "!"];
        let names: std::collections::BTreeSet<String> = all.iter().map(|question| name(question)).collect();
        assert_eq!(names.len(), all.len());
        assert_eq!(name("How much\nis C?"), name("How much is C?"), "the same question");
    }
}
