//! Invitations: one per team and address, good once, and gone when their time is over.

use parlor::core::{
    owner::{
        account::Account,
        invitation::{Invitation, InvitationKey, hash_token},
        team::{Role, Team},
    },
    store::Saved,
};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{HOUR, World, at, fresh};

const MOST: u32 = 3;

struct Teams {
    world: World,
    team: Team,
    other: Team,
    guest: Account,
}

async fn teams(backend: Backend) -> Teams {
    let world = World::new(backend).await;
    let account = |email: String| Account {
        id: fresh(),
        email,
        name: "Someone".into(),
        password_hash: "$argon2id$…".into(),
        active: true,
        created_at: at(0),
    };
    let address = || format!("{}@Example.COM", fresh::<parlor_shared::ids::AccountId>());
    let (owner, guest) = (account(address()), account(address()));
    for someone in [&owner, &guest] {
        assert_eq!(world.store.insert_account(someone).await, Ok(Saved::Done));
    }
    let team = Team { id: fresh(), name: "Team".into(), created_at: at(1) };
    let other = Team { id: fresh(), name: "Other".into(), created_at: at(2) };
    for team in [&team, &other] {
        world.store.insert_team(team, &owner.id).await.unwrap();
    }
    Teams { world, team, other, guest }
}

fn invitation(team: &Team, email: &str, made: i64) -> Invitation {
    let id = fresh::<parlor_shared::ids::InvitationId>();
    Invitation {
        token_hash: hash_token(id.as_str()),
        id,
        team_id: team.id.clone(),
        email: email.into(),
        role: Role::Editor,
        created_at: at(made),
        expires_at: at(made + HOUR),
    }
}

#[rstest]
#[tokio::test]
async fn a_team_has_one_invitation_for_an_address(#[values(Sqlite, Postgres)] backend: Backend) {
    let Teams { world, team, other, guest } = teams(backend).await;
    let store = &world.store;
    let first = invitation(&team, &guest.email, 0);
    let second = Invitation { role: Role::Viewer, ..invitation(&team, &guest.email.to_uppercase(), 1) };
    let elsewhere = invitation(&other, &guest.email, 2);
    for each in [&first, &second, &elsewhere] {
        assert_eq!(store.put_invitation(each, at(2), MOST).await, Ok(true));
    }
    assert_eq!(store.invitations(&team.id, at(3)).await, Ok(vec![second.clone()]), "the later one counts");
    let received = store.invitations_for(&guest.email.to_lowercase(), at(3)).await;
    assert_eq!(received, Ok(vec![(second.clone(), team.clone()), (elsewhere.clone(), other.clone())]));
    assert_eq!(store.invitations_for("nobody@example.com", at(3)).await, Ok(vec![]));
    assert_eq!(store.remove_invitation(&other.id, &second.id).await, Ok(false), "another team's");
    assert_eq!(store.remove_invitation(&team.id, &second.id).await, Ok(true));
    assert_eq!(store.remove_invitation(&team.id, &second.id).await, Ok(false));
    assert_eq!(store.invitations_for(&guest.email, at(3)).await, Ok(vec![(elsewhere, other)]));
}

#[rstest]
#[tokio::test]
async fn a_team_has_so_many_open_ones(#[values(Sqlite, Postgres)] backend: Backend) {
    let Teams { world, team, other, .. } = teams(backend).await;
    let store = &world.store;
    for n in 0..MOST {
        let each = invitation(&team, &format!("{n}@example.com"), 0);
        assert_eq!(store.put_invitation(&each, at(0), MOST).await, Ok(true));
    }
    let more = |made| invitation(&team, "more@example.com", made);
    assert_eq!(store.put_invitation(&more(0), at(0), MOST).await, Ok(false));
    assert_eq!(store.invitations(&team.id, at(0)).await.unwrap().len(), 3);
    let again = invitation(&team, "0@example.com", 0);
    assert_eq!(store.put_invitation(&again, at(0), MOST).await, Ok(true), "instead of an earlier one there is room");
    assert_eq!(store.put_invitation(&invitation(&other, "a@example.com", 0), at(0), MOST).await, Ok(true));
    assert_eq!(store.put_invitation(&more(HOUR), at(HOUR), MOST).await, Ok(true), "the others have ended");
}

#[rstest]
#[tokio::test]
async fn an_invitation_is_good_once(#[values(Sqlite, Postgres)] backend: Backend) {
    let Teams { world, team, other, guest } = teams(backend).await;
    let store = &world.store;
    let token = |invitation: &Invitation| InvitationKey::Token(invitation.token_hash.clone());
    let addressed = |invitation: &Invitation, email: &str| InvitationKey::Addressed {
        id: invitation.id.clone(),
        email: email.into(),
    };
    let first = invitation(&team, &guest.email, 0);
    store.put_invitation(&first, at(0), MOST).await.unwrap();
    for wrong in [
        InvitationKey::token("pi_nobody's"),
        InvitationKey::Token(String::new()),
        addressed(&first, "somebody@example.com"),
        addressed(&invitation(&team, &guest.email, 0), &guest.email),
    ] {
        assert_eq!(store.accept_invitation(&wrong, &guest.id, at(1)).await, Ok(None), "{wrong:?}");
    }
    assert_eq!(store.accept_invitation(&token(&first), &guest.id, at(HOUR)).await, Ok(None), "it has ended");
    assert_eq!(store.role(&team.id, &guest.id).await, Ok(None));
    let joined = Ok(Some((team.clone(), Role::Editor)));
    assert_eq!(store.accept_invitation(&token(&first), &guest.id, at(HOUR - 1)).await, joined);
    assert_eq!(store.accept_invitation(&token(&first), &guest.id, at(1)).await, Ok(None), "it is used up");
    assert_eq!(store.role(&team.id, &guest.id).await, Ok(Some(Role::Editor)));

    let by_id = invitation(&other, &guest.email, 0);
    store.put_invitation(&by_id, at(0), MOST).await.unwrap();
    let key = addressed(&by_id, &guest.email.to_uppercase());
    assert_eq!(store.accept_invitation(&key, &guest.id, at(1)).await, Ok(Some((other.clone(), Role::Editor))));

    let higher = Invitation { role: Role::Owner, ..invitation(&team, "alias@example.com", 0) };
    store.put_invitation(&higher, at(0), MOST).await.unwrap();
    let kept = Ok(Some((team.clone(), Role::Editor)));
    assert_eq!(store.accept_invitation(&token(&higher), &guest.id, at(1)).await, kept, "a member keeps their role");
}
