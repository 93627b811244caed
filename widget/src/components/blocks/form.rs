//! Forms. The browser knows whether a field is filled in right; the words that say so are ours.

use std::rc::Rc;

use js_sys::{Object, Reflect};
use leptos::prelude::*;
use parlor_shared::content::{Field, FieldKind, Form};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::{
    chat::{Act, Message},
    dom::{El, el, icon, icons},
    driver::App,
};

/// One field and what is wrong with it: a text's key, or nothing.
struct Control {
    field: Field,
    place: HtmlElement,
    wrong: RwSignal<&'static str>,
}

/// A form; once it is submitted, only a line that says so.
pub(super) fn form(app: App, message: &Message, at: u32, form: &Form) -> El {
    let answer = message.id.as_ref().map_or_else(String::new, |id| id.as_str().to_owned());
    let key: Rc<str> = Form::key(&answer, &form.id).into();
    let ids = ["f", &message.key.to_string(), "-", &at.to_string(), "-"].concat();
    let controls: Vec<Control> = form.fields.iter().enumerate().map(|(n, one)| control(one, &ids, n)).collect();
    let fields: Vec<El> = controls.iter().map(|one| field(app, one)).collect();
    let whole = el("div", "form").attr("tabindex", "-1");
    let (sent, place, asked) = (Rc::clone(&key), whole.0.clone(), form.clone());
    let submit = el("button", "button primary").attr("type", "submit").attr("dir", "auto");
    let submit = if form.submit.is_empty() { submit.text_now(app.t("form_send")) } else { submit.text(&form.submit) };
    let fillable = el("form", "")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            if is_sound(&controls) {
                send(app, &asked, &answer, &key, &controls);
                // The button that had the focus goes.
                let _ = place.focus();
            }
        })
        .children(fields)
        .child(submit);
    let done = el("p", "done").child(icon(icons::CHECK)).child(el("span", "").text_now(app.t("form_sent")));
    let whole = match form.title.as_str() {
        "" => whole,
        title => whole.child(el("p", "formtitle").attr("dir", "auto").text(title)),
    };
    whole.class_now("sent", move || app.has_said(&sent)).child(fillable).child(done)
}

fn control(field: &Field, ids: &str, n: usize) -> Control {
    let id = [ids, &n.to_string()].concat();
    let made = match field.kind {
        FieldKind::Textarea => el("textarea", "").attr("rows", "3"),
        FieldKind::Select => {
            let options = field.options.iter().map(|option| el("option", "").text(option));
            el("select", "").child(el("option", "").attr("value", "")).children(options)
        }
        kind => input(kind),
    };
    let made = made.attr("id", &id).attr("aria-describedby", &[&id, "e"].concat());
    let made = if field.required { made.attr("required", "") } else { made };
    let limited = !matches!(field.kind, FieldKind::Select | FieldKind::Checkbox);
    let made = if limited { made.attr("maxlength", &field.longest().to_string()).attr("dir", "auto") } else { made };
    Control { field: field.clone(), place: made.0, wrong: RwSignal::new("") }
}

fn input(kind: FieldKind) -> El {
    let (name, more) = match kind {
        FieldKind::Email => ("email", Some(("pattern", ".+@.+\\..+"))),
        FieldKind::Tel => ("tel", Some(("pattern", "[0-9 +\\-.\\/\\(\\)]*[0-9][0-9 +\\-.\\/\\(\\)]*"))),
        FieldKind::Number => ("number", Some(("step", "any"))),
        FieldKind::Checkbox => ("checkbox", None),
        _ => ("text", None),
    };
    let made = el("input", "").attr("type", name);
    let made = if matches!(kind, FieldKind::Email | FieldKind::Tel) { made.attr("autocomplete", name) } else { made };
    more.into_iter().fold(made, |made, (name, value)| made.attr(name, value))
}

/// A label, the control, and what is wrong with it.
fn field(app: App, control: &Control) -> El {
    let (id, wrong) = (control.place.id(), control.wrong);
    let label = el("label", "").attr("for", &id).attr("dir", "auto").text(&control.field.label);
    let label = if control.field.required {
        label.child(el("span", "must").attr("aria-hidden", "true").text(" *"))
    } else {
        label
    };
    let made = El(control.place.clone()).aria("aria-invalid", move || !wrong.get().is_empty());
    let check = control.field.kind == FieldKind::Checkbox;
    let line = el("div", if check { "input check" } else { "input" });
    let line = if check { line.child(made).child(label) } else { line.child(label).child(made) };
    let text = move || if wrong.get().is_empty() { String::new() } else { app.texts.get(wrong.get()) };
    line.child(el("p", "error").attr("id", &[&id, "e"].concat()).attr("role", "alert").text_now(text))
}

/// Says what is wrong with each field, and goes to the first of those.
fn is_sound(controls: &[Control]) -> bool {
    for one in controls {
        let validity = get(&one.place, "validity");
        let blank = one.field.required && value(one).trim().is_empty();
        one.wrong.set(match get(&validity, "valid").as_bool() {
            _ if blank || get(&validity, "valueMissing").is_truthy() => "form_missing",
            Some(false) => "form_invalid",
            _ => "",
        });
    }
    let first = controls.iter().find(|one| !one.wrong.get_untracked().is_empty());
    if let Some(first) = first {
        let _ = first.place.focus();
    }
    first.is_none()
}

fn send(app: App, form: &Form, answer: &str, key: &str, controls: &[Control]) {
    let values = Object::new();
    for one in controls {
        set(&values, &one.field.name, &value(one));
    }
    let filled = Object::new();
    set(&filled, "message_id", answer);
    set(&filled, "id", &form.id);
    // A plain object takes any property.
    let _ = Reflect::set(&filled, &"values".into(), &values);
    let text = form.said(|name| get(&values, name).as_string());
    let form = js_sys::JSON::stringify(&filled).map(String::from).unwrap_or_default();
    app.submit(Act::Submit { text, client_id: key.to_owned(), form });
}

/// What was written; of a checkbox, whether it is checked.
fn value(control: &Control) -> String {
    if control.field.kind == FieldKind::Checkbox {
        let checked = get(&control.place, "checked").is_truthy();
        return if checked { "true" } else { "false" }.to_owned();
    }
    get(&control.place, "value").as_string().unwrap_or_default()
}

fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::NULL)
}

fn set(of: &Object, name: &str, value: &str) {
    let _ = Reflect::set(of, &name.into(), &value.into());
}
