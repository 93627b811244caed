//! What the agent said.

use leptos::{html, prelude::*, task::spawn_local};
use parlor_shared::content::{Block, Citation, QuickReply};

use super::super::{
    feedback::Thumbs,
    icon::{self, icon},
    transcript::Chips,
};
use crate::{
    chat::{Failure, Message, State},
    driver::App,
    hooks::copy,
};

/// The answer's document, its sources and what can be done with it.
#[component]
pub(super) fn Answer(app: App, message: RwSignal<Message>) -> impl IntoView {
    let key = message.with_untracked(|message| message.key);
    let content: NodeRef<html::Div> = NodeRef::new();
    Effect::new(move || {
        if let Some(element) = content.get() {
            app.attach(key, &element);
        }
    });
    on_cleanup(move || app.detach(key));
    let state = Memo::new(move |_| message.with(|message| message.state));
    let live = move || state.get() == State::Streaming;
    let last = Memo::new(move |_| app.rows.with(|rows| rows.last() == Some(&key)));
    view! { class = "p",
        <div class="row theirs">
            <span class="hidden">{move || app.texts.fill("agent_said", "name", &app.agent_name())}</span>
            <Thinking app=app message=message />
            <div node_ref=content class="content" class:live=live dir="auto"></div>
            <Sources app=app message=message />
            <Blocks app=app message=message />
            <Ending app=app state=state key=key last=last />
            <Tools app=app message=message last=last />
            <Replies app=app message=message last=last />
        </div>
    }
}

/// Three dots, and what the agent says it is doing.
#[component]
fn Thinking(app: App, message: RwSignal<Message>) -> impl IntoView {
    let stage = Memo::new(move |_| {
        message.with(|message| (message.blank && message.state == State::Streaming).then(|| message.stage.clone()))
    });
    let text = move |stage: String| match stage.as_str() {
        "searching" => app.texts.get("searching"),
        "" => String::new(),
        _ => app.texts.get("thinking"),
    };
    move || {
        stage.get().map(|stage| {
            view! { class = "p",
                <div class="thinking">
                    <span class="dots" aria-hidden="true"><i /><i /><i /></span>
                    <span class="stage">{text(stage)}</span>
                </div>
            }
        })
    }
}

#[component]
fn Sources(app: App, message: RwSignal<Message>) -> impl IntoView {
    let sources = Memo::new(move |_| message.with(|message| message.citations.clone()));
    move || {
        Some(sources.get()).filter(|sources| !sources.is_empty()).map(|sources| {
            let items: Vec<_> = sources.into_iter().enumerate().map(|(at, source)| view! { <Source at=at + 1 source=source /> }).collect();
            view! { class = "p",
                <div class="sources">
                    <p class="label">{move || app.texts.get("sources")}</p>
                    <ol>{items}</ol>
                </div>
            }
        })
    }
}

#[component]
fn Source(at: usize, source: Citation) -> impl IntoView {
    let Citation { title, url, snippet } = source;
    let url = url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let inner = view! { class = "p", <span class="number">{at}</span><span class="name" dir="auto">{title}</span> };
    match url {
        Some(url) => view! { class = "p",
            <li><a class="source" href=url target="_blank" rel="noopener noreferrer nofollow ugc" title=snippet>{inner}</a></li>
        }
        .into_any(),
        None => view! { class = "p", <li><span class="source" title=snippet>{inner}</span></li> }.into_any(),
    }
}

#[component]
fn Blocks(app: App, message: RwSignal<Message>) -> impl IntoView {
    let blocks = Memo::new(move |_| message.with(|message| message.blocks.clone()));
    move || {
        let blocks = blocks.get().into_iter();
        blocks
            .map(|block| match block {
                Block::EscalationButton { label, message } => view! { class = "p",
                    <button type="button" class="button escalate" dir="auto" on:click=move |_| app.say(message.clone())>
                        {label}
                    </button>
                },
            })
            .collect::<Vec<_>>()
    }
}

/// How it ended, when it did not end well.
#[component]
fn Ending(app: App, state: Memo<State>, key: u32, last: Memo<bool>) -> impl IntoView {
    let told = Memo::new(move |_| match state.get() {
        State::Stopped => Some(("stopped", false)),
        State::Interrupted => Some(("interrupted", true)),
        State::Failed(Failure { problem, retryable, .. }) => Some((problem.text_key(), retryable)),
        _ => None,
    });
    move || {
        told.get().map(|(text, retryable)| {
            let again = move || {
                (retryable && last.get()).then(|| view! { class = "p",
                    <button type="button" class="link" on:click=move |_| app.retry(key)>
                        {move || app.texts.get("try_again")}
                    </button>
                })
            };
            view! { class = "p", <p class="fate" class:failed=text != "stopped">{move || app.texts.get(text)} " " {again}</p> }
        })
    }
}

/// Copy, thumbs, another answer.
#[component]
fn Tools(app: App, message: RwSignal<Message>, last: Memo<bool>) -> impl IntoView {
    let shown = Memo::new(move |_| {
        message.with(|message| matches!(message.state, State::Complete | State::Stopped) && message.id.is_some() && !message.blank)
    });
    let copied = RwSignal::new(false);
    let copy_it = move |_| {
        let text = message.with_untracked(|message| message.text.clone());
        spawn_local(async move {
            let done = copy(&text).await;
            copied.try_set(done);
        });
    };
    let copy_name = move || app.texts.get(if copied.get() { "copied" } else { "copy" });
    move || {
        shown.get().then(|| {
            view! { class = "p",
                <div class="tools" class:lasting=move || last.get()>
                    <button type="button" class="tool" on:click=copy_it aria-label=copy_name title=copy_name>
                        {move || icon(if copied.get() { icon::CHECK } else { icon::COPY })}
                    </button>
                    <Thumbs app=app message=message />
                    {move || last.get().then(|| view! { class = "p",
                        <button type="button" class="tool" on:click=move |_| app.regenerate()
                            aria-label=move || app.texts.get("regenerate") title=move || app.texts.get("regenerate")>
                            {icon(icon::AGAIN)}
                        </button>
                    })}
                </div>
            }
        })
    }
}

/// Suggestions that fit this answer, as long as it is the last word.
#[component]
fn Replies(app: App, message: RwSignal<Message>, last: Memo<bool>) -> impl IntoView {
    let replies = Memo::new(move |_| {
        let texts = message.with(|message| message.quick_replies.iter().map(|QuickReply(text)| text.clone()).collect::<Vec<_>>());
        if last.get() { texts } else { Vec::new() }
    });
    move || Some(replies.get()).filter(|texts| !texts.is_empty()).map(|texts| view! { <Chips app=app texts=texts /> })
}
