//! Asks a language model one question now, and tells why it does not answer.

use leptos::prelude::*;

use crate::{
    api::agents::{self, AgentTest},
    hooks::submission,
    i18n::{fill, number, t},
    kit::{Badge, Button, Problem, Tone},
};

/// A button and what came of it. It counts as an answer; nothing is stored.
#[component]
pub(super) fn Test(
    /// The agent, as it is saved.
    agent: String,
) -> impl IntoView {
    let result = RwSignal::new(None::<AgentTest>);
    let submit = submission();
    let send = move |()| submit.run(agents::test(agent.clone()), move |new| result.set(Some(new)));
    view! {
        <section class="card card-body">
            <div class="card-head">
                <div><h2>{t("test.title")}</h2><p class="hint">{t("test.hint")}</p></div>
                <Button text=t("test.action").to_owned() busy=submit.is_busy on_press=send/>
            </div>
            <Problem text=submit.other_problem(&[])/>
            <div aria-live="polite">{move || result.get().map(drawn)}</div>
        </section>
    }
}

fn drawn(test: AgentTest) -> impl IntoView {
    let (tone, verdict) = if test.ok { (Tone::Good, "test.ok") } else { (Tone::Bad, "test.failed") };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time of some seconds")]
    let took = fill("ask.time", &[("n", &number((test.seconds * 1000.0) as u64))]);
    view! {
        <div class="answer-head"><Badge tone=tone text=t(verdict)/><span class="muted">{took}</span></div>
        {test.answer.map(|answer| view! { <p class="passage-text" dir="auto">{answer}</p> })}
        {test.problem.map(|problem| view! { <p class="problem">{problem.text}</p> })}
    }
}
