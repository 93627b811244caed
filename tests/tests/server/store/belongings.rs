//! Objects of a team: agents, blueprints, files, and lists of widgets with their figures.

use parlor::core::{
    entropy::SystemEntropy,
    owner::{
        file::{FileSlot, OwnerFile, PictureKind},
        team::Team,
    },
    store::{Ended, NewTurn, Saved},
    widget::{
        KeyKind, Widget, WidgetCursor, WidgetPage, WidgetStats,
        blueprint::Blueprint,
        settings::{Feature, Settings},
    },
};
use parlor_shared::{
    ids::{TeamId, WidgetId},
    widget::{MessageStatus, Usage},
};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;
use serde_json::json;

use crate::store::world::{HOUR, World, at, conversation, fresh, started, visitor, widget};

async fn other_team(world: &World) -> TeamId {
    let owner = world.store.account(&"account-1".parse().unwrap()).await.unwrap().unwrap();
    let team = Team { id: fresh(), name: "Other".into(), created_at: at(0) };
    world.store.insert_team(&team, &owner.id).await.unwrap();
    team.id
}

fn blueprint(team: &TeamId) -> Blueprint {
    let settings = Settings {
        title: Some("From the blueprint".into()),
        features: [(Feature::Form, true), (Feature::Math, false)].into(),
        extra: json!({"kept": [1, null]}).as_object().cloned().unwrap_or_default(),
        ..Settings::default()
    };
    Blueprint {
        id: fresh(),
        team_id: team.clone(),
        name: "Blue".into(),
        settings,
        allowed_origins: vec!["https://blue.example".into()],
        revision: 0,
        created_at: at(1),
        updated_at: at(1),
    }
}

fn all() -> WidgetPage {
    WidgetPage { after: None, newest_first: false, take: 1_000, meta: Vec::new(), blueprint: None }
}

#[rstest]
#[tokio::test]
async fn an_agent_is_its_teams_and_goes_without_its_conversations(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (ours, theirs) = (world.agent.team_id.clone(), other_team(&world).await);
    let store = &world.store;
    assert_eq!(store.team_agent(&ours, &world.agent.id).await, Ok(Some(world.agent.clone())));
    assert_eq!(store.team_agent(&theirs, &world.agent.id).await, Ok(None));
    assert!(store.team_agents(&ours).await.unwrap().contains(&world.agent));
    assert_eq!(store.team_agents(&theirs).await, Ok(vec![]));
    assert_eq!(store.delete_agent(&theirs, &world.agent.id).await, Ok(false));
    assert_eq!(store.delete_agent(&ours, &world.agent.id).await, Ok(true));
    assert_eq!(store.delete_agent(&ours, &world.agent.id).await, Ok(false));
    assert_eq!(store.team_agent(&ours, &world.agent.id).await, Ok(None));
    assert!(!store.team_agents(&ours).await.unwrap().contains(&world.agent));
    assert_eq!(store.agent(&world.agent.id).await, Ok(Some(world.agent.clone())), "conversations still name it");
    assert_eq!(store.widget(&world.widget.id).await.unwrap().unwrap().agent_id, None, "its widgets have nobody now");
}

#[rstest]
#[tokio::test]
async fn a_widget_shows_its_blueprints_values_where_its_own_are_unset(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let blue = blueprint(&world.agent.team_id);
    world.store.insert_blueprint(&blue).await.unwrap();
    let mut with = Widget { blueprint_id: Some(blue.id.clone()), allowed_origins: vec![], ..widget(&world.agent) };
    with.settings.intro = Some("Own".into());
    with.settings.features.insert(Feature::Math, true);
    assert_eq!(world.store.insert_widget(&with).await, Ok(Saved::Done));
    let found = world.store.widget(&with.id).await.unwrap().unwrap();
    assert_eq!(found.settings, with.settings, "what is stored is what the owner set");
    let shown = found.effective();
    assert_eq!((shown.title.as_deref(), shown.intro.as_deref()), (Some("From the blueprint"), Some("Own")));
    assert!(shown.has(Feature::Form) && shown.has(Feature::Math));
    assert_eq!(found.origins(), ["https://blue.example"]);
    assert!(world.store.origins().await.unwrap().contains(&"https://blue.example".to_owned()));

    let mut changed = Blueprint { settings: Settings::default(), updated_at: at(9), ..blue.clone() };
    changed.settings.title = Some("New".into());
    assert_eq!(world.store.save_blueprint(&changed).await, Ok(Saved::Done));
    assert_eq!(world.store.save_blueprint(&changed).await, Ok(Saved::Stale), "it was read at an older revision");
    let found = world.store.widget(&with.id).await.unwrap().unwrap();
    assert_eq!(found.effective().title.as_deref(), Some("New"), "a change reaches every widget at once");
    assert_eq!(world.store.delete_blueprint(&blue.team_id, &blue.id).await, Ok(Saved::Taken));

    let mut detached = found;
    detached.detach();
    assert_eq!(detached.settings.title.as_deref(), Some("New"));
    assert_eq!(world.store.save_widget(&detached).await, Ok(Saved::Done));
    assert_eq!(world.store.delete_blueprint(&other_team(&world).await, &blue.id).await, Ok(Saved::Stale));
    assert_eq!(world.store.delete_blueprint(&blue.team_id, &blue.id).await, Ok(Saved::Done));
    assert_eq!(world.store.blueprint(&blue.team_id, &blue.id).await, Ok(None));
    let found = world.store.widget(&with.id).await.unwrap().unwrap();
    assert_eq!(found.effective().title.as_deref(), Some("New"), "what it showed stays");
    assert_eq!(found.origins(), ["https://blue.example"]);
}

#[rstest]
#[tokio::test]
async fn a_change_to_an_older_state_is_stale(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let read = world.store.widget(&world.widget.id).await.unwrap().unwrap();
    let first = Widget { name: "First".into(), ..read.clone() };
    assert_eq!(world.store.save_widget(&first).await, Ok(Saved::Done));
    assert_eq!(world.store.save_widget(&Widget { name: "Second".into(), ..read }).await, Ok(Saved::Stale));
    let now = world.store.widget(&world.widget.id).await.unwrap().unwrap();
    assert_eq!((now.name.as_str(), now.revision), ("First", 1));
    let foreign = Widget { team_id: other_team(&world).await, name: "Theirs".into(), ..now.clone() };
    assert_eq!(world.store.save_widget(&foreign).await, Ok(Saved::Stale), "a team changes only its own");
    assert_eq!(world.store.widget(&now.id).await, Ok(Some(now)));
}

#[rstest]
#[tokio::test]
async fn an_alias_is_one_widgets_in_its_team(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let team = other_team(&world).await;
    let named =
        |alias: &str| Widget { alias: Some(alias.into()), ..Widget::new(team.clone(), "W", at(0), &SystemEntropy) };
    let (first, second) = (named("shop"), named("shop"));
    assert_eq!(world.store.insert_widget(&first).await, Ok(Saved::Done));
    assert_eq!(world.store.insert_widget(&second).await, Ok(Saved::Taken));
    assert_eq!(world.store.team_widget(&team, "shop").await, Ok(Some(first.clone())));
    assert_eq!(world.store.team_widget(&team, first.id.as_str()).await, Ok(Some(first.clone())));
    assert_eq!(world.store.team_widget(&world.agent.team_id, "shop").await, Ok(None));
    let elsewhere = Widget { team_id: world.agent.team_id.clone(), ..named("shop") };
    assert_eq!(world.store.insert_widget(&elsewhere).await, Ok(Saved::Done), "another team has its own names");
    let other = named("other");
    assert_eq!(world.store.insert_widget(&other).await, Ok(Saved::Done));
    let renamed = Widget { alias: Some("shop".into()), ..other };
    assert_eq!(world.store.save_widget(&renamed).await, Ok(Saved::Taken));
    // An id wins over a name that looks like one.
    let sly = named(first.id.as_str());
    assert_eq!(world.store.insert_widget(&sly).await, Ok(Saved::Done));
    assert_eq!(world.store.team_widget(&team, first.id.as_str()).await, Ok(Some(first)));
}

#[rstest]
#[tokio::test]
async fn a_deleted_widget_is_found_by_its_keys_only(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let read = world.store.widget(&world.widget.id).await.unwrap().unwrap();
    assert_eq!(world.store.save_widget(&Widget { deleted: true, ..read.clone() }).await, Ok(Saved::Done));
    for (kind, key) in [
        (KeyKind::Key, &read.keys.key),
        (KeyKind::EmbedToken, &read.keys.embed_token),
        (KeyKind::Caty, &read.keys.caty_key),
    ] {
        assert!(world.store.widget_by_key(kind, key).await.unwrap().is_some_and(|widget| widget.deleted));
    }
    assert_eq!(world.store.team_widget(&read.team_id, read.id.as_str()).await, Ok(None));
    let listed = world.store.team_widgets(&read.team_id, &all()).await.unwrap();
    assert!(listed.iter().all(|widget| widget.id != read.id));
}

#[rstest]
#[tokio::test]
async fn lists_go_on_where_they_ended(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let team = other_team(&world).await;
    let mut made = Vec::new();
    for n in 0..25_i64 {
        // Several in the same millisecond.
        let mut one = Widget { id: fresh(), ..Widget::new(team.clone(), "W", at(n / 4), &SystemEntropy) };
        one.meta = json!({"even": n % 2 == 0, "third": (n % 3).to_string(), "n": n, "odd\"name": "x"})
            .as_object()
            .cloned()
            .unwrap_or_default();
        assert_eq!(world.store.insert_widget(&one).await, Ok(Saved::Done));
        made.push(one.id);
    }
    for newest_first in [false, true] {
        let mut expected = made.clone();
        if newest_first {
            expected.reverse();
        }
        assert_eq!(walk(&world, &team, newest_first).await, expected);
    }
    let with = |meta: &[(&str, &str)]| WidgetPage {
        meta: meta.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        ..all()
    };
    let count = async |page: WidgetPage| world.store.team_widgets(&team, &page).await.unwrap().len();
    assert_eq!(count(with(&[("third", "0")])).await, 9);
    assert_eq!(count(with(&[("even", "true"), ("third", "0")])).await, 5);
    assert_eq!(count(with(&[("n", "7")])).await, 1);
    assert_eq!(count(with(&[("odd\"name", "x")])).await, 25);
    assert_eq!(count(with(&[("absent", "")])).await, 0);
    assert_eq!(count(with(&[("third", "' or 1=1")])).await, 0);
    assert_eq!(world.store.team_widgets(&fresh(), &all()).await, Ok(vec![]));
}

async fn walk(world: &World, team: &TeamId, newest_first: bool) -> Vec<WidgetId> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = WidgetPage { after, newest_first, take: 7, ..all() };
        let found = world.store.team_widgets(team, &page).await.unwrap();
        let Some(last) = found.last() else { return seen };
        after = Some(WidgetCursor { created_at: last.created_at, id: last.id.clone() });
        seen.extend(found.into_iter().map(|widget| widget.id));
    }
}

#[rstest]
#[tokio::test]
async fn files_are_shared_and_no_widget_breaks_them(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let file = OwnerFile {
        id: fresh(),
        team_id: world.agent.team_id.clone(),
        name: "logo.png".into(),
        kind: PictureKind::Png,
        bytes: b"\x89PNG\r\n\x1a\n\0\xff".to_vec(),
        created_at: at(0),
    };
    world.store.insert_file(&file).await.unwrap();
    let foreign = OwnerFile { id: fresh(), team_id: other_team(&world).await, ..file.clone() };
    world.store.insert_file(&foreign).await.unwrap();
    let (store, first) = (&world.store, &world.widget.id);
    assert_eq!(store.file(&file.team_id, &file.id).await, Ok(Some(file.clone())));
    assert_eq!(store.file(&file.team_id, &foreign.id).await, Ok(None));
    let listed = store.files(&file.team_id).await.unwrap();
    assert!(
        listed.contains(&OwnerFile { bytes: vec![], ..file.clone() }) && !listed.iter().any(|f| f.id == foreign.id)
    );
    assert_eq!(store.attach_file(first, FileSlot::Bot, &foreign.id).await, Ok(false), "another team's file");
    assert_eq!(store.attach_file(&fresh(), FileSlot::Bot, &file.id).await, Ok(false));
    let second = widget(&world.agent);
    assert_eq!(store.insert_widget(&second).await, Ok(Saved::Done));
    for id in [first, &second.id] {
        assert_eq!(store.attach_file(id, FileSlot::Bot, &file.id).await, Ok(true));
        assert_eq!(store.attach_file(id, FileSlot::Bot, &file.id).await, Ok(true), "again is the same");
    }
    assert_eq!(store.detach_file(first, FileSlot::Bar, &file.id).await, Ok(false), "not there");
    assert_eq!(store.detach_file(first, FileSlot::Bot, &file.id).await, Ok(true));
    assert_eq!(store.attached_files(first).await, Ok(vec![]));
    assert_eq!(store.attached_files(&second.id).await, Ok(vec![(FileSlot::Bot, file.id.clone())]));
    assert_eq!(store.attached_file(&second.id, FileSlot::Bot).await, Ok(Some(file)));
}

#[rstest]
#[tokio::test]
async fn figures_count_what_the_history_shows(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let quiet = widget(&world.agent);
    assert_eq!(world.store.insert_widget(&quiet).await, Ok(Saved::Done));
    assert_eq!(world.store.widget_stats(&quiet.id, at(0)).await, Ok(WidgetStats::default()));
    let cost = |input, output| Usage { input, output };
    let end = async |answer: &parlor_shared::ids::MessageId, status, usage| {
        let mut ended: Ended = world.ended(answer, "Yes", status);
        ended.extras.usage = usage;
        world.store.end(&ended).await.unwrap();
    };
    let (_, answer) = world.start("one", "one").await;
    end(&answer.id, MessageStatus::Complete, cost(10, 3)).await;
    let (_, again) = started(world.store.begin_again(&world.redo(&answer.id)).await.unwrap());
    end(&again.id, MessageStatus::Stopped, cost(11, 4)).await;
    let (_, failed) = world.start("two", "two").await;
    end(&failed.id, MessageStatus::Failed, cost(1, 0)).await;
    let (_, retried) = world.start("two", "two").await;
    end(&retried.id, MessageStatus::Complete, cost(12, 5)).await;
    let later = NewTurn { at: at(HOUR), ..world.turn("three", "three") };
    started(world.store.begin(&later).await.unwrap());
    world.another().await;
    let (_, theirs) = world.stranger().await;
    assert_eq!(theirs.widget_id, world.widget.id);
    let expected = WidgetStats { sessions: 3, messages: 6, active_since: 1, input_tokens: 34, output_tokens: 12 };
    assert_eq!(world.store.widget_stats(&world.widget.id, at(HOUR)).await, Ok(expected));
    assert_eq!(world.history().await.len(), 6, "the same as the history");
}

#[rstest]
#[tokio::test]
async fn erasing_takes_a_widgets_conversations_and_nobody_elses(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    world.exchange("one", "yes", MessageStatus::Complete).await;
    world.start("two", "two").await;
    let other = widget(&world.agent);
    assert_eq!(world.store.insert_widget(&other).await, Ok(Saved::Done));
    let someone = visitor(&other);
    let theirs = conversation(&other, &someone);
    world.store.insert_visitor(&someone).await.unwrap();
    world.store.insert_conversation(&theirs).await.unwrap();
    assert!(world.store.widget_conversation(&world.widget.id, &world.conversation.id).await.unwrap().is_some());
    assert_eq!(world.store.widget_conversation(&other.id, &world.conversation.id).await, Ok(None));
    assert!(world.store.team_conversation(&world.agent.team_id, &theirs.id).await.unwrap().is_some());
    assert_eq!(world.store.team_conversation(&fresh(), &theirs.id).await, Ok(None));
    world.store.erase_conversations(&world.widget.id).await.unwrap();
    assert_eq!(world.history().await, vec![]);
    assert_eq!(world.store.conversation(&world.visitor.id, &world.conversation.id).await, Ok(None));
    assert_eq!(world.store.visitor(&world.widget.id, &world.visitor.id).await, Ok(None));
    assert_eq!(world.store.conversation(&someone.id, &theirs.id).await, Ok(Some(theirs)));
    assert!(world.store.widget(&world.widget.id).await.unwrap().is_some(), "the widget itself stays");
}
