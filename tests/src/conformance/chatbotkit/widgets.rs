//! An owner's calls: list, fetch, create, update, clone, setup, files, delete.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    super::{
        check::{Answer, expect},
        kit::Kit,
        shape::{Field, Shape, any_text, count, filled, has, is, list, may, millis, object, open, text, word},
    },
    id_of, nothing, refused,
};

const LIST: &str = "GET /v1/integration/widget/list";
const FETCH: &str = "GET /v1/integration/widget/{id}/fetch";
const CREATE: &str = "POST /v1/integration/widget/create";
const UPDATE: &str = "POST /v1/integration/widget/{id}/update";
const CLONE: &str = "POST /v1/integration/widget/{id}/clone";
const SETUP: &str = "POST /v1/integration/widget/{id}/setup";
const DELETE: &str = "POST /v1/integration/widget/{id}/delete";
const FILE: &str = "POST …/{id}/file/{fileId}/{attach,detach}";

/// The picture the kit attaches.
const PICTURE: &str = "conformance.png";
/// One transparent pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const TEXTS: [&str; 14] = [
    "name",
    "description",
    "alias",
    "blueprintId",
    "botId",
    "layout",
    "title",
    "intro",
    "initial",
    "placeholder",
    "origin",
    "language",
    "plugins",
    "theme",
];
const FLAGS: [&str; 18] = [
    "stream",
    "verbose",
    "tools",
    "unfurl",
    "math",
    "carousel",
    "form",
    "attachments",
    "autoScroll",
    "startFirst",
    "contactCollection",
    "exportConversation",
    "restartConversation",
    "maximize",
    "messagePeek",
    "voiceIn",
    "voiceOut",
    "poweredBy",
];

/// All of them but delete; a widget with everything set is left.
pub(super) async fn run(kit: &mut Kit) -> String {
    let id = create(kit).await;
    fetch(kit, &id).await;
    update(kit, &id).await;
    lists(kit, &id).await;
    pages(kit).await;
    clone(kit, &id).await;
    setup(kit, &id).await;
    files(kit, &id).await;
    refusals(kit, &id).await;
    id
}

/// A widget as it is read: what is set nowhere is not there.
fn widget() -> Shape {
    let mut fields = vec![
        has("id", text()),
        has("createdAt", millis()),
        has("updatedAt", millis()),
        may("meta", open([])),
        may("sessionDuration", count()),
    ];
    fields.extend(TEXTS.map(|name| may(name, any_text())));
    fields.extend(FLAGS.map(|name| may(name, Shape::Flag)));
    Shape::Object { fields, open: false }
}

/// Every option of the page, with a value.
fn everything(kit: &Kit) -> Value {
    let mut all = json!({
        "name": "Conformance", "description": "Made by the conformance kit", "meta": {"kit": "conformance"},
        "botId": kit.agent, "theme": "dark", "layout": "inline", "title": "Ask us", "intro": "We answer at once.",
        "initial": "Hi! How can I help you today?", "placeholder": "Type here", "origin": kit.credentials.url,
        "sessionDuration": 3_600_000, "language": "en,de", "plugins": "unfurl,forms"
    });
    for (index, name) in FLAGS.into_iter().enumerate() {
        all[name] = (index % 2 == 0).into();
    }
    all
}

async fn create(kit: &mut Kit) -> String {
    let request = kit.owner("/create", &everything(kit));
    let id = kit.check(CREATE, "200: every option of the page", request, id_of(text())).await.at("/id");
    kit.made.push(id.clone());
    let request = kit.owner("/create", &nothing());
    let empty = kit.check(CREATE, "200: an empty body", request, id_of(text())).await.at("/id");
    kit.made.push(empty.clone());
    let nulls = json!({"name": null, "title": "", "botId": kit.agent, "meta": {"kit": "conformance"}});
    let request = kit.owner("/create", &nulls);
    let third = kit.check(CREATE, "200: null and empty texts", request, id_of(text())).await.at("/id");
    kit.made.push(third);
    no_agent(kit, &empty).await;
    id
}

/// "Sessions without bot configuration will fail."
async fn no_agent(kit: &mut Kit, id: &str) {
    let request = kit.session(id, &nothing());
    kit.check(super::SESSION, "422: no agent is connected", request, refused(422, "UNPROCESSABLE_ENTITY")).await;
}

async fn fetch(kit: &mut Kit, id: &str) {
    let answer = kit.check(FETCH, "200", kit.owned(&format!("/{id}/fetch")), expect(200).json(widget())).await;
    let all = everything(kit);
    kit.judge(FETCH, "every option comes back as it was set", unlike(&all, &answer));
    let request = kit.get(&format!("/api/v1/integration/widget/{id}/fetch")).bearer_auth(&kit.credentials.secret);
    kit.check("GET /api/v1/integration/widget/{id}/fetch", "200: the same under /api", request, expect(200)).await;
}

/// Returns the fields that differ from the values that were set.
fn unlike(set: &Value, answer: &Answer) -> Vec<String> {
    let Some(set) = set.as_object().filter(|set| !set.is_empty()) else {
        return vec!["there is nothing to compare with".into()];
    };
    let set = set.iter();
    let other = set.filter(|(name, value)| answer.json[name.as_str()] != **value);
    other.map(|(name, value)| format!("{name}: expected {value}, came {}", answer.json[name.as_str()])).collect()
}

async fn update(kit: &mut Kit, id: &str) {
    let path = format!("/{id}/update");
    let change = json!({"title": "Ask away", "intro": null, "placeholder": "", "voiceIn": true});
    let request = kit.owner(&path, &change);
    kit.check(UPDATE, "200: only what is given changes", request, id_of(is(id))).await;
    let request = kit.owned(&format!("/{id}/fetch"));
    let answer = kit.check(FETCH, "200: after an update", request, expect(200).json(widget())).await;
    let mut changed = everything(kit);
    for (name, value) in change.as_object().into_iter().flatten() {
        changed[name.as_str()] = if *value == json!("") { Value::Null } else { value.clone() };
    }
    kit.judge(FETCH, "given options are new, null ones gone, the others kept", unlike(&changed, &answer));
}

async fn lists(kit: &mut Kit, id: &str) {
    let page = |items| expect(200).json(object([has("items", items), has("cursor", any_text())]));
    let answer = kit.check(LIST, "200", kit.owned("/list"), page(filled(widget()))).await;
    let items = answer.json["items"].as_array().cloned().unwrap_or_default();
    let times: Vec<i64> = items.iter().filter_map(|item| item["createdAt"].as_i64()).collect();
    let sorted = times.len() > 1 && times.is_sorted_by(|a, b| a >= b);
    kit.judge_that(LIST, "newest first", sorted, &format!("{times:?}"));
    let request = kit.owned("/list").header("Accept", "application/jsonl");
    let line = object([has("type", is("item")), has("data", widget())]);
    kit.check(LIST, "200: lines", request, expect(200).lines(line)).await;
    for (case, query) in
        [("200: meta.kit=conformance", "meta.kit=conformance"), ("200: meta[kit]", "meta%5Bkit%5D=conformance")]
    {
        let answer = kit.check(LIST, case, kit.owned(&format!("/list?{query}")), page(filled(widget()))).await;
        let items = answer.json["items"].as_array().cloned().unwrap_or_default();
        let fits = items.iter().all(|item| item["meta"]["kit"] == "conformance");
        let here = items.iter().any(|item| item["id"] == id);
        kit.judge_that(LIST, &format!("{case}: only those"), fits && here, &answer.text);
    }
    let none = page(list(widget()));
    let answer = kit.check(LIST, "200: meta of nobody", kit.owned("/list?meta.kit=nobody"), none.clone()).await;
    kit.judge_that(
        LIST,
        "no items, nothing after them",
        answer.json == json!({"items": [], "cursor": ""}),
        &answer.text,
    );
    let other = "/list?blueprintId=a1b2c3d4-e5f6-7890-abcd-ef1234567890";
    let answer = kit.check(LIST, "200: nobody's blueprint", kit.owned(other), none).await;
    kit.judge_that(LIST, "no items of nobody's blueprint", answer.json["items"] == json!([]), &answer.text);
}

/// One at a time, both ways: the same widgets.
async fn pages(kit: &mut Kit) {
    let mut orders = Vec::new();
    for order in ["desc", "asc"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        for _ in 0..100 {
            let more = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
            let request = kit.owned(&format!("/list?meta.kit=conformance&take=1&order={order}{more}"));
            let one = object([has("items", list(widget())), has("cursor", any_text())]);
            let answer = kit.check(LIST, &format!("200: take=1, {order}"), request, expect(200).json(one)).await;
            seen.extend(answer.json.pointer("/items/0/id").cloned());
            cursor = answer.at("/cursor");
            if cursor.is_empty() {
                break;
            }
        }
        orders.push(seen);
    }
    orders.iter_mut().skip(1).for_each(|seen| seen.reverse());
    let same = orders[0] == orders[1] && orders[0].len() > 1;
    kit.judge_that(LIST, "page by page, both ways: the same", same, &format!("{orders:?}"));
}

async fn clone(kit: &mut Kit, id: &str) {
    let request = kit.owner(&format!("/{id}/clone"), &nothing());
    let copy = kit.check(CLONE, "200", request, id_of(text())).await.at("/id");
    kit.made.push(copy.clone());
    kit.judge_that(CLONE, "a new id", copy != id && !copy.is_empty(), &copy);
    let original = kit.check(FETCH, "200: the original", kit.owned(&format!("/{id}/fetch")), expect(200)).await;
    let answer =
        kit.check(FETCH, "200: the clone", kit.owned(&format!("/{copy}/fetch")), expect(200).json(widget())).await;
    let mut settings = original.json;
    for own in ["id", "createdAt", "updatedAt", "alias", "name"] {
        settings.as_object_mut().map(|it| it.remove(own));
    }
    kit.judge(CLONE, "the same settings", unlike(&settings, &answer));
}

async fn setup(kit: &mut Kit, id: &str) {
    let path = format!("/{id}/setup");
    for case in ["200: returns the id", "200: idempotent"] {
        kit.check(SETUP, case, kit.owner(&path, &nothing()), id_of(is(id))).await;
    }
    let empty = kit.post(&format!("/v1/integration/widget{path}")).bearer_auth(&kit.credentials.secret);
    kit.check(SETUP, "200: no body at all", empty, id_of(is(id))).await;
}

async fn files(kit: &mut Kit, id: &str) {
    let nobodys = format!("/{id}/file/a1b2c3d4-e5f6-7890-abcd-ef1234567890");
    let request = kit.owner(&format!("{nobodys}/attach"), &json!({"type": "bar"}));
    kit.check(FILE, "404: nobody's file", request, refused(404, "NOT_FOUND")).await;
    let request = kit.owner(&format!("{nobodys}/attach"), &json!({"type": "hat"}));
    kit.check(FILE, "400: no such place", request, refused(400, "BAD_REQUEST")).await;
    let picture = picture(kit).await;
    for place in ["bar", "user", "bot", "button"] {
        for call in ["attach", "detach"] {
            let request = kit.owner(&format!("/{id}/file/{picture}/{call}"), &json!({"type": place}));
            let done = [has("id", is(picture.as_str())), has("type", is(place)), has("widgetIntegrationId", is(id))];
            kit.check(FILE, &format!("200: {call} in {place}"), request, expect(200).json(object(done))).await;
        }
    }
}

/// A picture of the team's, by a call of ours: no page has one that makes it. An earlier run's is used again.
async fn picture(kit: &Kit) -> String {
    let files = kit.ask(kit.team(Method::GET, "/files")).await.json;
    let known = files.as_array().into_iter().flatten().find(|file| file["name"] == PICTURE);
    if let Some(id) = known.and_then(|file| file["id"].as_str()) {
        return id.to_owned();
    }
    let pixel = STANDARD.decode(PIXEL).unwrap_or_default();
    kit.ask(kit.team(Method::POST, &format!("/files?name={PICTURE}")).body(pixel)).await.at("/id")
}

async fn refusals(kit: &mut Kit, id: &str) {
    let denied = || refused(401, "NOT_AUTHENTICATED");
    let list = "/v1/integration/widget/list";
    kit.check(LIST, "401: no secret", kit.get(list), denied()).await;
    kit.check(LIST, "401: nobody's secret", kit.get(list).bearer_auth("nobodys"), denied()).await;
    let address = format!("{list}?secret={}", kit.credentials.secret);
    kit.check(LIST, "401: a secret in the address", kit.get(&address), denied()).await;
    let nobodys = "/a1b2c3d4-e5f6-7890-abcd-ef1234567890";
    kit.check(FETCH, "404: nobody's widget", kit.owned(&format!("{nobodys}/fetch")), refused(404, "NOT_FOUND")).await;
    for (endpoint, call) in [(UPDATE, "update"), (CLONE, "clone"), (SETUP, "setup"), (DELETE, "delete")] {
        let request = kit.owner(&format!("{nobodys}/{call}"), &nothing());
        kit.check(endpoint, "404: nobody's widget", request, refused(404, "NOT_FOUND")).await;
        let request = kit.owned(&format!("/{id}/{call}"));
        kit.check(endpoint, "405: GET", request, refused(405, "METHOD_NOT_ALLOWED")).await;
    }
    for (case, body) in [
        ("400: a session of more than an hour", json!({"sessionDuration": 3_600_001})),
        ("400: stream of another type", json!({"stream": "yes"})),
        ("400: meta that begins with _", json!({"meta": {"_own": 1}})),
        ("400: no such layout", json!({"layout": "cube"})),
        ("400: a name that is not on the page", json!({"colour": "red"})),
    ] {
        kit.check(CREATE, case, kit.owner("/create", &body), refused(400, "BAD_REQUEST")).await;
    }
    alias(kit, id).await;
}

async fn alias(kit: &mut Kit, id: &str) {
    let alias: String = format!("kit-{id}").chars().take(60).collect();
    let request = kit.owner(&format!("/{id}/update"), &json!({"alias": alias}));
    kit.check(UPDATE, "200: an alias", request, id_of(is(id))).await;
    let named: [Field; 2] = [has("id", is(id)), has("alias", is(alias.as_str()))];
    kit.check(FETCH, "200: by its alias", kit.owned(&format!("/{alias}/fetch")), expect(200).json(open(named))).await;
    let request = kit.owner("/create", &json!({"alias": alias}));
    kit.check(CREATE, "409: the alias is taken", request, refused(409, "CONFLICT")).await;
    let layouts = word(&["bubble", "fullscreen", "popover", "popout"]);
    for layout in ["bubble", "fullscreen", "popover", "popout"] {
        let request = kit.owner(&format!("/{id}/update"), &json!({"layout": layout}));
        kit.check(UPDATE, &format!("200: layout {layout}"), request, id_of(is(id))).await;
    }
    let request = kit.owned(&format!("/{id}/fetch"));
    kit.check(FETCH, "200: a layout is one of them", request, expect(200).json(open([has("layout", layouts)]))).await;
}

/// The last call: the id becomes invalid, here and for visitors.
pub(super) async fn delete(kit: &mut Kit, id: &str) {
    let request = kit.owner(&format!("/{id}/delete"), &nothing());
    let answer = kit.check(DELETE, "200", request, id_of(is(id))).await;
    if answer.status == 200 {
        kit.made.retain(|made| made != id);
    }
    let gone = || refused(404, "NOT_FOUND");
    kit.check(FETCH, "404: deleted", kit.owned(&format!("/{id}/fetch")), gone()).await;
    kit.check(DELETE, "404: already deleted", kit.owner(&format!("/{id}/delete"), &nothing()), gone()).await;
    let request = kit.session(id, &nothing());
    kit.check(super::SESSION, "404: the widget was deleted", request, gone()).await;
}
