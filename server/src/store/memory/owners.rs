//! Accounts, teams, agents, blueprints and files, in memory.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{AccountId, AgentId, BlueprintId, FileId, SecretId, SignInId, TeamId, WidgetId};

use super::{MemoryStore, Tables};
use crate::{
    core::{
        account::{Account, SignIn},
        blueprint::Blueprint,
        file::{FileSlot, OwnerFile},
        profile::AgentProfile,
        store::{AccountStore, AgentStore, BlueprintStore, FileStore, Saved, StoreError, Stored, TeamStore},
        team::{ApiSecret, Member, Role, Team},
    },
    store::{clean, json},
};

#[async_trait]
impl AccountStore for MemoryStore {
    async fn insert_account(&self, account: &Account) -> Stored<Saved> {
        let tables = &mut *self.tables()?;
        let account = cleaned(account);
        let email = account.email.to_lowercase();
        if tables.accounts.values().any(|other| other.email.to_lowercase() == email) {
            return Ok(Saved::Taken);
        }
        tables.accounts.insert(account.id.clone(), account);
        Ok(Saved::Done)
    }

    async fn save_account(&self, account: &Account) -> Stored<bool> {
        let tables = &mut *self.tables()?;
        let Some(kept) = tables.accounts.get_mut(&account.id) else { return Ok(false) };
        let Account { name, password_hash, active, .. } = cleaned(account);
        *kept = Account { name, password_hash, active, ..kept.clone() };
        Ok(true)
    }

    async fn account(&self, id: &AccountId) -> Stored<Option<Account>> {
        Ok(self.tables()?.accounts.get(id).cloned())
    }

    async fn account_by_email(&self, email: &str) -> Stored<Option<Account>> {
        let email = clean(email).to_lowercase();
        Ok(self.tables()?.accounts.values().find(|account| account.email.to_lowercase() == email).cloned())
    }

    async fn insert_sign_in(&self, sign_in: &SignIn, now: Timestamp) -> Stored<()> {
        let tables = &mut *self.tables()?;
        if !tables.accounts.contains_key(&sign_in.account_id) {
            return Err(StoreError::Broken("no such account".into()));
        }
        tables.sign_ins.retain(|_, other| other.expires_at > now);
        tables.sign_ins.insert(sign_in.id.clone(), sign_in.clone());
        Ok(())
    }

    async fn signed_in(&self, id: &SignInId, now: Timestamp) -> Stored<Option<Account>> {
        let tables = self.tables()?;
        let sign_in = tables.sign_ins.get(id).filter(|sign_in| sign_in.expires_at > now);
        let account = sign_in.and_then(|sign_in| tables.accounts.get(&sign_in.account_id));
        Ok(account.filter(|account| account.active).cloned())
    }

    async fn remove_sign_in(&self, id: &SignInId) -> Stored<()> {
        self.tables()?.sign_ins.remove(id);
        Ok(())
    }

    async fn replace_password(&self, id: &AccountId, password_hash: &str) -> Stored<Option<u64>> {
        let tables = &mut *self.tables()?;
        let Some(account) = tables.accounts.get_mut(id) else { return Ok(None) };
        account.password_hash = clean(password_hash);
        let before = tables.sign_ins.len();
        tables.sign_ins.retain(|_, sign_in| sign_in.account_id != *id);
        Ok(Some((before - tables.sign_ins.len()) as u64))
    }

    async fn has_accounts(&self) -> Stored<bool> {
        Ok(!self.tables()?.accounts.is_empty())
    }
}

fn cleaned(account: &Account) -> Account {
    Account {
        email: clean(&account.email),
        name: clean(&account.name),
        password_hash: clean(&account.password_hash),
        ..account.clone()
    }
}

#[async_trait]
impl TeamStore for MemoryStore {
    async fn insert_team(&self, team: &Team, owner: &AccountId) -> Stored<()> {
        let tables = &mut *self.tables()?;
        if tables.teams.contains_key(&team.id) || !tables.accounts.contains_key(owner) {
            return Err(StoreError::Broken("the team's id is taken, or there is no such account".into()));
        }
        tables.teams.insert(team.id.clone(), Team { name: clean(&team.name), ..team.clone() });
        tables.members.insert((team.id.clone(), owner.clone()), Role::Owner);
        Ok(())
    }

    async fn team(&self, id: &TeamId) -> Stored<Option<Team>> {
        Ok(self.tables()?.teams.get(id).cloned())
    }

    async fn teams_of(&self, account: &AccountId) -> Stored<Vec<(Team, Role)>> {
        let tables = self.tables()?;
        let theirs = tables.members.iter().filter(|((_, member), _)| member == account);
        let mut teams: Vec<_> =
            theirs.filter_map(|((team, _), role)| Some((tables.teams.get(team)?.clone(), *role))).collect();
        teams.sort_by_key(|(team, _)| (team.created_at, team.id.clone()));
        Ok(teams)
    }

    async fn role(&self, team: &TeamId, account: &AccountId) -> Stored<Option<Role>> {
        Ok(self.tables()?.members.get(&(team.clone(), account.clone())).copied())
    }

    async fn members(&self, team: &TeamId) -> Stored<Vec<Member>> {
        let tables = self.tables()?;
        let member = |(_, account): &(TeamId, AccountId), role: Role| {
            let Account { id, email, name, .. } = tables.accounts.get(account)?.clone();
            Some(Member { account_id: id, email, name, role })
        };
        let ours = tables.members.iter().filter(|((its, _), _)| its == team);
        let mut members: Vec<_> = ours.filter_map(|(key, role)| member(key, *role)).collect();
        members.sort_by_key(|member| member.email.to_lowercase());
        Ok(members)
    }

    async fn set_member(&self, team: &TeamId, account: &AccountId, role: Role) -> Stored<bool> {
        let tables = &mut *self.tables()?;
        if !tables.teams.contains_key(team) || !tables.accounts.contains_key(account) {
            return Err(StoreError::Broken("no such team or account".into()));
        }
        if role != Role::Owner && tables.is_last_owner(team, account) {
            return Ok(false);
        }
        tables.members.insert((team.clone(), account.clone()), role);
        Ok(true)
    }

    async fn remove_member(&self, team: &TeamId, account: &AccountId) -> Stored<bool> {
        let tables = &mut *self.tables()?;
        if tables.is_last_owner(team, account) {
            return Ok(false);
        }
        tables.members.remove(&(team.clone(), account.clone()));
        Ok(true)
    }

    async fn insert_secret(&self, secret: &ApiSecret) -> Stored<()> {
        let tables = &mut *self.tables()?;
        let taken = |other: &ApiSecret| other.id == secret.id || other.hash == secret.hash;
        if tables.secrets.iter().any(taken) || !tables.teams.contains_key(&secret.team_id) {
            return Err(StoreError::Broken("the secret is taken, or there is no such team".into()));
        }
        tables.secrets.push(ApiSecret { name: clean(&secret.name), ..secret.clone() });
        Ok(())
    }

    async fn secrets(&self, team: &TeamId) -> Stored<Vec<ApiSecret>> {
        let mut secrets: Vec<_> = self.tables()?.secrets.iter().filter(|s| s.team_id == *team).cloned().collect();
        secrets.sort_by_key(|secret| (secret.created_at, secret.id.clone()));
        Ok(secrets)
    }

    async fn team_by_secret(&self, hash: &str) -> Stored<Option<TeamId>> {
        Ok(self.tables()?.secrets.iter().find(|secret| secret.hash == hash).map(|secret| secret.team_id.clone()))
    }

    async fn remove_secret(&self, team: &TeamId, id: &SecretId) -> Stored<bool> {
        let tables = &mut *self.tables()?;
        let before = tables.secrets.len();
        tables.secrets.retain(|secret| secret.team_id != *team || secret.id != *id);
        Ok(tables.secrets.len() < before)
    }
}

impl Tables {
    fn is_last_owner(&self, team: &TeamId, account: &AccountId) -> bool {
        let owners = |((its, _), role): &(&(TeamId, AccountId), &Role)| its == team && **role == Role::Owner;
        let mut owners = self.members.iter().filter(owners).map(|((_, owner), _)| owner);
        owners.next() == Some(account) && owners.next().is_none()
    }
}

#[async_trait]
impl AgentStore for MemoryStore {
    async fn put_agent(&self, agent: &AgentProfile) -> Stored<()> {
        let agent = AgentProfile {
            name: clean(&agent.name),
            spec: json::cleaned(&agent.spec)?,
            starter_prompts: json::cleaned(&agent.starter_prompts)?,
            language: clean(&agent.language),
            ..agent.clone()
        };
        self.tables()?.agents.insert(agent.id.clone(), agent);
        Ok(())
    }

    async fn agent(&self, id: &AgentId) -> Stored<Option<AgentProfile>> {
        Ok(self.tables()?.agents.get(id).cloned())
    }

    async fn team_agent(&self, team: &TeamId, id: &AgentId) -> Stored<Option<AgentProfile>> {
        let tables = self.tables()?;
        let ours = tables.agents.get(id).filter(|agent| agent.team_id == *team);
        Ok(ours.filter(|agent| !tables.deleted_agents.contains(&agent.id)).cloned())
    }

    async fn team_agents(&self, team: &TeamId) -> Stored<Vec<AgentProfile>> {
        let tables = self.tables()?;
        let kept = |agent: &&AgentProfile| agent.team_id == *team && !tables.deleted_agents.contains(&agent.id);
        let mut agents: Vec<_> = tables.agents.values().filter(kept).cloned().collect();
        agents.sort_by_key(|agent| (agent.created_at, agent.id.clone()));
        Ok(agents)
    }

    async fn delete_agent(&self, team: &TeamId, id: &AgentId) -> Stored<bool> {
        let tables = &mut *self.tables()?;
        let known = tables.agents.get(id).is_some_and(|agent| agent.team_id == *team);
        if !known || !tables.deleted_agents.insert(id.clone()) {
            return Ok(false);
        }
        for widget in tables.widgets.values_mut().filter(|widget| widget.agent_id.as_ref() == Some(id)) {
            widget.agent_id = None;
            widget.revision += 1;
        }
        tables.passages.remove(id);
        Ok(true)
    }
}

#[async_trait]
impl BlueprintStore for MemoryStore {
    async fn insert_blueprint(&self, blueprint: &Blueprint) -> Stored<()> {
        let blueprint = kept_blueprint(blueprint)?;
        self.tables()?.blueprints.insert(blueprint.id.clone(), blueprint);
        Ok(())
    }

    async fn save_blueprint(&self, blueprint: &Blueprint) -> Stored<Saved> {
        let blueprint = kept_blueprint(blueprint)?;
        let tables = &mut *self.tables()?;
        let current = tables.blueprints.get_mut(&blueprint.id);
        let same = current.filter(|b| b.team_id == blueprint.team_id && b.revision == blueprint.revision);
        let Some(current) = same else { return Ok(Saved::Stale) };
        *current = Blueprint { revision: blueprint.revision + 1, created_at: current.created_at, ..blueprint };
        Ok(Saved::Done)
    }

    async fn blueprint(&self, team: &TeamId, id: &BlueprintId) -> Stored<Option<Blueprint>> {
        Ok(self.tables()?.blueprints.get(id).filter(|blueprint| blueprint.team_id == *team).cloned())
    }

    async fn blueprints(&self, team: &TeamId) -> Stored<Vec<Blueprint>> {
        let tables = self.tables()?;
        let mut ours: Vec<_> = tables.blueprints.values().filter(|b| b.team_id == *team).cloned().collect();
        ours.sort_by_key(|blueprint| (blueprint.created_at, blueprint.id.clone()));
        Ok(ours)
    }

    async fn delete_blueprint(&self, team: &TeamId, id: &BlueprintId) -> Stored<Saved> {
        let tables = &mut *self.tables()?;
        if tables.blueprints.get(id).is_none_or(|blueprint| blueprint.team_id != *team) {
            return Ok(Saved::Stale);
        }
        if tables.widgets.values().any(|widget| widget.blueprint_id.as_ref() == Some(id) && !widget.deleted) {
            return Ok(Saved::Taken);
        }
        let deleted = tables.widgets.values_mut().filter(|widget| widget.blueprint_id.as_ref() == Some(id));
        deleted.for_each(|widget| widget.blueprint_id = None);
        tables.blueprints.remove(id);
        Ok(Saved::Done)
    }
}

fn kept_blueprint(blueprint: &Blueprint) -> Stored<Blueprint> {
    Ok(Blueprint {
        name: clean(&blueprint.name),
        settings: json::cleaned(&blueprint.settings)?,
        allowed_origins: json::cleaned(&blueprint.allowed_origins)?,
        ..blueprint.clone()
    })
}

#[async_trait]
impl FileStore for MemoryStore {
    async fn insert_file(&self, file: &OwnerFile) -> Stored<()> {
        let file = OwnerFile { name: clean(&file.name), ..file.clone() };
        self.tables()?.files.insert(file.id.clone(), file);
        Ok(())
    }

    async fn file(&self, team: &TeamId, id: &FileId) -> Stored<Option<OwnerFile>> {
        Ok(self.tables()?.files.get(id).filter(|file| file.team_id == *team).cloned())
    }

    async fn files(&self, team: &TeamId) -> Stored<Vec<OwnerFile>> {
        let tables = self.tables()?;
        let ours = tables.files.values().filter(|file| file.team_id == *team);
        let mut files: Vec<_> = ours.map(|file| OwnerFile { bytes: Vec::new(), ..file.clone() }).collect();
        files.sort_by_key(|file| (file.created_at, file.id.clone()));
        Ok(files)
    }

    async fn attach_file(&self, widget: &WidgetId, slot: FileSlot, file: &FileId) -> Stored<bool> {
        let tables = &mut *self.tables()?;
        let team = tables.widgets.get(widget).map(|widget| &widget.team_id);
        if team.is_none() || tables.files.get(file).map(|file| &file.team_id) != team {
            return Ok(false);
        }
        tables.widget_files.insert((widget.clone(), slot), file.clone());
        Ok(true)
    }

    async fn detach_file(&self, widget: &WidgetId, slot: FileSlot, file: &FileId) -> Stored<bool> {
        let tables = &mut *self.tables()?;
        let place = (widget.clone(), slot);
        let there = tables.widget_files.get(&place) == Some(file);
        Ok(there && tables.widget_files.remove(&place).is_some())
    }

    async fn attached_files(&self, widget: &WidgetId) -> Stored<Vec<(FileSlot, FileId)>> {
        let tables = self.tables()?;
        let here = tables.widget_files.iter().filter(|((its, _), _)| its == widget);
        Ok(here.map(|((_, slot), file)| (*slot, file.clone())).collect())
    }

    async fn attached_file(&self, widget: &WidgetId, slot: FileSlot) -> Stored<Option<OwnerFile>> {
        let tables = self.tables()?;
        let file = tables.widget_files.get(&(widget.clone(), slot));
        Ok(file.and_then(|file| tables.files.get(file)).cloned())
    }
}
