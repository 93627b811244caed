//! Accounts, sign-ins, teams, members, secrets.

use parlor::core::{
    entropy::SystemEntropy,
    owner::{
        account::{Account, SignIn},
        team::{ApiSecret, Role, Team, hash_api_secret},
    },
    store::Saved,
};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{HOUR, World, at, fresh};

fn account(email: &str) -> Account {
    Account {
        id: fresh(),
        email: email.into(),
        name: "Someone".into(),
        password_hash: "$argon2id$…".into(),
        active: true,
        created_at: at(0),
    }
}

fn unique_address() -> String {
    format!("{}@Example.COM", fresh::<parlor_shared::ids::AccountId>())
}

async fn team_of(world: &World, owner: &Account) -> Team {
    let team = Team { id: fresh(), name: "T\0eam".into(), created_at: at(3) };
    assert_eq!(world.store.insert_account(owner).await, Ok(Saved::Done));
    world.store.insert_team(&team, &owner.id).await.unwrap();
    Team { name: "T\u{FFFD}eam".into(), ..team }
}

#[rstest]
#[tokio::test]
async fn an_address_has_one_account_however_it_is_written(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let first = account(&unique_address());
    assert_eq!(world.store.insert_account(&first).await, Ok(Saved::Done));
    let same = Account { id: fresh(), ..account(&first.email.to_uppercase()) };
    assert_eq!(world.store.insert_account(&same).await, Ok(Saved::Taken));
    assert_eq!(world.store.account(&same.id).await, Ok(None));
    assert_eq!(world.store.account_by_email(&first.email.to_lowercase()).await, Ok(Some(first.clone())));
    let changed = Account { name: "Other".into(), password_hash: "new".into(), active: false, ..first.clone() };
    let saved = world.store.save_account(&Account { email: "ignored@example.com".into(), ..changed.clone() }).await;
    assert_eq!(saved, Ok(true));
    assert_eq!(world.store.account(&first.id).await, Ok(Some(changed)));
    assert_eq!(world.store.save_account(&same).await, Ok(false));
    for odd in ["", "%", "' or 1=1 --", "\0"] {
        assert_eq!(world.store.account_by_email(odd).await, Ok(None), "{odd:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_new_password_ends_all_sign_ins_of_its_account(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (ours, other) = (account(&unique_address()), account(&unique_address()));
    let mut sign_ins = Vec::new();
    for account in [&ours, &ours, &other] {
        _ = world.store.insert_account(account).await.unwrap();
        let sign_in = SignIn { id: fresh(), account_id: account.id.clone(), expires_at: at(HOUR) };
        world.store.insert_sign_in(&sign_in, at(0)).await.unwrap();
        sign_ins.push(sign_in.id);
    }
    assert_eq!(world.store.has_accounts().await, Ok(true));
    assert_eq!(world.store.replace_password(&ours.id, "new").await, Ok(Some(2)));
    let kept = world.store.account(&ours.id).await.unwrap().unwrap();
    assert_eq!(kept, Account { password_hash: "new".into(), ..ours });
    assert_eq!(world.store.account(&other.id).await, Ok(Some(other.clone())));
    let signed_in = [
        world.store.signed_in(&sign_ins[0], at(1)).await.unwrap(),
        world.store.signed_in(&sign_ins[1], at(1)).await.unwrap(),
        world.store.signed_in(&sign_ins[2], at(1)).await.unwrap(),
    ];
    assert_eq!(signed_in, [None, None, Some(other)]);
    assert_eq!(world.store.replace_password(&fresh(), "new").await, Ok(None));
}

#[rstest]
#[tokio::test]
async fn a_store_knows_if_it_has_accounts(#[values(Sqlite, Postgres)] backend: Backend) {
    let guard = backend.fresh().await;
    let store = parlor::store::open(&guard.url).await.unwrap();
    assert_eq!(store.has_accounts().await, Ok(false));
    assert_eq!(store.insert_account(&account(&unique_address())).await, Ok(Saved::Done));
    assert_eq!(store.has_accounts().await, Ok(true));
}

#[rstest]
#[tokio::test]
async fn a_sign_in_lasts_until_it_ends_is_removed_or_the_account_is_switched_off(
    #[values(Sqlite, Postgres)] backend: Backend,
) {
    let world = World::new(backend).await;
    let someone = account(&unique_address());
    assert_eq!(world.store.insert_account(&someone).await, Ok(Saved::Done));
    let sign_in = || SignIn { id: fresh(), account_id: someone.id.clone(), expires_at: at(HOUR) };
    let (kept, removed) = (sign_in(), sign_in());
    for each in [&kept, &removed] {
        world.store.insert_sign_in(each, at(0)).await.unwrap();
    }
    assert_eq!(world.store.signed_in(&kept.id, at(HOUR - 1)).await, Ok(Some(someone.clone())));
    assert_eq!(world.store.signed_in(&kept.id, at(HOUR)).await, Ok(None), "it ends");
    world.store.remove_sign_in(&removed.id).await.unwrap();
    world.store.remove_sign_in(&removed.id).await.unwrap();
    assert_eq!(world.store.signed_in(&removed.id, at(1)).await, Ok(None));
    assert_eq!(world.store.signed_in(&fresh(), at(1)).await, Ok(None));
    world.store.save_account(&Account { active: false, ..someone.clone() }).await.unwrap();
    assert_eq!(world.store.signed_in(&kept.id, at(1)).await, Ok(None), "switched off is out at once");
    world.store.save_account(&someone).await.unwrap();
    let later = SignIn { expires_at: at(3 * HOUR), ..sign_in() };
    world.store.insert_sign_in(&later, at(2 * HOUR)).await.unwrap();
    assert_eq!(world.store.signed_in(&kept.id, at(1)).await, Ok(None), "what has ended is cleared away");
    assert_eq!(world.store.signed_in(&later.id, at(2 * HOUR)).await, Ok(Some(someone)));
}

#[rstest]
#[tokio::test]
async fn a_team_always_has_an_owner(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (founder, second) = (account(&unique_address()), account(&unique_address()));
    let team = team_of(&world, &founder).await;
    assert_eq!(world.store.insert_account(&second).await, Ok(Saved::Done));
    let store = &world.store;
    assert_eq!(store.team(&team.id).await, Ok(Some(team.clone())));
    assert_eq!(store.role(&team.id, &founder.id).await, Ok(Some(Role::Owner)));
    assert_eq!(store.role(&team.id, &second.id).await, Ok(None));
    assert_eq!(
        store.set_member(&team.id, &founder.id, Role::Viewer, at(0)).await,
        Ok(false),
        "the last owner stays one"
    );
    assert_eq!(store.remove_member(&team.id, &founder.id, at(0)).await, Ok(false));
    assert_eq!(store.set_member(&team.id, &second.id, Role::Editor, at(0)).await, Ok(true));
    assert_eq!(store.teams_of(&second.id).await, Ok(vec![(team.clone(), Role::Editor)]));
    assert_eq!(store.remove_member(&team.id, &founder.id, at(0)).await, Ok(false), "an editor is no owner");
    assert_eq!(store.set_member(&team.id, &second.id, Role::Owner, at(0)).await, Ok(true));
    assert_eq!(store.members(&team.id).await.unwrap().len(), 2);
    assert_eq!(store.remove_member(&team.id, &founder.id, at(0)).await, Ok(true));
    assert_eq!(store.teams_of(&founder.id).await, Ok(vec![]));
    assert_eq!(store.remove_member(&team.id, &second.id, at(0)).await, Ok(false));
}

/// Two owners who take each other's role away at once.
#[rstest]
#[tokio::test]
async fn two_owners_cannot_both_go(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for _ in 0..10 {
        let (a, b) = (account(&unique_address()), account(&unique_address()));
        let team = team_of(&world, &a).await;
        assert_eq!(world.store.insert_account(&b).await, Ok(Saved::Done));
        world.store.set_member(&team.id, &b.id, Role::Owner, at(0)).await.unwrap();
        let both = tokio::join!(
            world.store.remove_member(&team.id, &a.id, at(0)),
            world.store.set_member(&team.id, &b.id, Role::Viewer, at(0))
        );
        assert!(matches!(both, (Ok(true), Ok(false)) | (Ok(false), Ok(true))), "{both:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_secret_opens_its_team_until_it_is_revoked(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (ours, theirs) =
        (team_of(&world, &account(&unique_address())).await, team_of(&world, &account(&unique_address())).await);
    let (kept, secret) = ApiSecret::generate(ours.id.clone(), "CI".into(), at(5), &SystemEntropy);
    assert!(!kept.hash.contains(&secret) && secret.ends_with(&kept.last_four));
    world.store.insert_secret(&kept).await.unwrap();
    assert_eq!(world.store.team_by_secret(&hash_api_secret(&secret)).await, Ok(Some(ours.id.clone())));
    for odd in ["", &secret, "%", &kept.hash.to_uppercase()] {
        assert_eq!(world.store.team_by_secret(odd).await, Ok(None), "{odd:?}");
    }
    assert_eq!(world.store.secrets(&ours.id).await, Ok(vec![kept.clone()]));
    assert_eq!(world.store.secrets(&theirs.id).await, Ok(vec![]));
    assert_eq!(
        world.store.remove_secret(&theirs.id, &kept.id, at(0)).await,
        Ok(false),
        "a foreign team revokes nothing"
    );
    assert_eq!(world.store.remove_secret(&ours.id, &kept.id, at(0)).await, Ok(true));
    assert_eq!(world.store.remove_secret(&ours.id, &kept.id, at(0)).await, Ok(false));
    assert_eq!(world.store.team_by_secret(&kept.hash).await, Ok(None));
}
