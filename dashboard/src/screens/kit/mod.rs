//! `/dashboard/_kit`: every component in every state, for whoever changes one. In debug builds.

use leptos::prelude::*;

use crate::{
    api::Failure,
    hooks::submission,
    i18n::t,
    kit::{
        Badge, Bar, Button, Chart, Confirm, Dialog, Empty, Failed, Field, FieldKind, Look, Page, Panel, Select, Shape,
        Skeleton, Snippet, Tabs, Tone, toast,
    },
};

/// The page. Its texts are for developers.
#[component]
pub(crate) fn Kit() -> impl IntoView {
    let value = RwSignal::new("Typed".to_owned());
    let (open, asked, tab) = (RwSignal::new(false), RwSignal::new(None), RwSignal::new("one"));
    let choices = vec![("a".to_owned(), "One".to_owned()), ("b".to_owned(), "Two".to_owned())];
    let choice = RwSignal::new("a".to_owned());
    let bars: Vec<_> = (1..31).map(|at: u64| Bar { label: at.to_string(), value: at * at % 17 }).collect();
    let submit = submission();
    view! {
        <Page title="Components".to_owned() lead="Every component in every state.".to_owned()>
            <section class="card card-body">
                <h2>{"Buttons and badges"}</h2>
                <div class="actions">
                    <Button text="Primary".to_owned() look=Look::Primary on_press=|()| toast("A message")/>
                    <Button text="Plain".to_owned() icon=Shape::Plus/>
                    <Button text="Quiet".to_owned() look=Look::Quiet/>
                    <Button text="Danger".to_owned() look=Look::Danger on_press=move |()| asked.set(Some("Shop".to_owned()))/>
                    <Button text="Busy".to_owned() busy=true/>
                    <Button text="Disabled".to_owned() disabled=true/>
                    <Badge text="Neutral"/><Badge tone=Tone::Good text="Good"/><Badge tone=Tone::Warning text="Warning"/><Badge tone=Tone::Bad text="Bad"/>
                </div>
            </section>
            <section class="card card-body">
                <h2>{"Fields"}</h2>
                <div class="columns">
                    <Field label="Text" value=value hint="A sentence below it."/>
                    <Field label="Wrong" value=value problem=Signal::stored(Some("The reason.".to_owned()))/>
                    <Select label="Choice" choices=choices value=choice on_choose=move |new| choice.set(new)/>
                </div>
                <Field label="Lines" value=value kind=FieldKind::Lines/>
            </section>
            <section class="card card-body">
                <Tabs label="Tabs" name="kit" tabs=vec![("one", "One"), ("two", "Two")] chosen=tab/>
                <Panel name="kit" value="one" chosen=tab><p>{move || tab.get()}</p></Panel>
                <Panel name="kit" value="two" chosen=tab><p>{move || tab.get()}</p></Panel>
                <Snippet label="A text to copy" text="<script async src=\"https://chat.example.com/widget.js\"></script>"/>
                <Button text="Open a dialog".to_owned() on_press=move |()| open.set(true)/>
            </section>
            <section class="card card-body"><Chart title="A chart" across=t("figures.day") bars=bars/></section>
            <div class="card"><Empty shape=Shape::File title="Nothing here" text="And what to do about it."/></div>
            <div class="card"><Skeleton/></div>
            <Failed failure=Failure::Offline on_again=|()| {}/>
            <Dialog title="A dialog".to_owned() open=open><p>{"Escape closes it."}</p></Dialog>
            <Confirm target=asked title=|name: String| format!("Delete {name}?") typed=true consequence="All of it." action="Delete"
                submit=submit on_confirm=move |()| asked.set(None)/>
        </Page>
    }
}
