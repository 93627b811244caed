//! A question to try: the answer, and the passages it comes from.

use leptos::prelude::*;
use parlor_shared::owner::{AskReply, RankedPassage};

use crate::{
    api::agents,
    content,
    hooks::submission,
    i18n::{fill, number, percent, t},
    kit::{Badge, Button, Field, Look, Problem, Tone},
};

/// The question and what came of it. Nothing is stored.
#[component]
pub(super) fn Ask(agent: String) -> impl IntoView {
    let question = RwSignal::new(String::new());
    let reply = RwSignal::new(None::<AskReply>);
    let submit = submission();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        submit.run(agents::ask(agent.clone(), question.get_untracked()), move |new| reply.set(Some(new)));
    };
    view! {
        <section class="card card-body">
            <form class="ask" on:submit=send>
                <Field label=t("ask.question") value=question hint=t("ask.hint") placeholder=t("ask.placeholder")
                    problem=submit.problem_of("question") autocomplete="off"/>
                <Button text=t("ask.action").to_owned() look=Look::Primary submits=true busy=submit.is_busy/>
            </form>
            <Problem text=submit.other_problem(&["question"])/>
        </section>
        <div aria-live="polite">{move || reply.get().map(answer)}</div>
    }
}

fn answer(reply: AskReply) -> impl IntoView {
    let (tone, verdict) = match (reply.ok, reply.low_confidence) {
        (false, _) => (Tone::Bad, "ask.failed"),
        (true, true) => (Tone::Warning, "ask.unsure"),
        (true, false) => (Tone::Good, "ask.sure"),
    };
    let certainty = reply.confidence.zip(reply.threshold).map(|(confidence, threshold)| {
        let share = |value: f32| percent(f64::from(value));
        fill("ask.certainty", &[("confidence", &share(confidence)), ("threshold", &share(threshold))])
    });
    let has_passages = !reply.passages.is_empty();
    view! {
        <section class="card card-body">
            <div class="answer-head">
                <h2>{t("ask.answer")}</h2>
                <Badge tone=tone text=t(verdict)/>
                <span class="muted">{fill("ask.time", &[("n", &number(reply.milliseconds))])}</span>
            </div>
            {content::draw(&reply.nodes)}
            {reply.problem.map(|problem| view! { <p class="problem">{problem}</p> })}
            {certainty.map(|text| view! { <p class="hint">{text}</p> })}
        </section>
        {has_passages.then(|| view! {
            <section class="card card-body">
                <h2>{t("ask.passages")}</h2>
                <p class="hint">{t("ask.passages.hint")}</p>
                <ol class="passages">{reply.passages.into_iter().map(passage).collect_view()}</ol>
            </section>
        })}
    }
}

fn passage(passage: RankedPassage) -> impl IntoView {
    let place =
        if passage.title.is_empty() { passage.document } else { format!("{} › {}", passage.document, passage.title) };
    view! {
        <li class="passage">
            <p class="passage-head"><span class="break">{place}</span><span class="muted">{percent(f64::from(passage.score))}</span></p>
            <p class="passage-text" dir="auto">{passage.text}</p>
        </li>
    }
}
