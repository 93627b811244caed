-- Invitations into teams. An address is invited whether or not it has an account.

create table invitations (
    id          text primary key,
    team_id     text not null references teams (id),
    email       text not null,
    email_lower text not null,
    role        text not null check (role in ('viewer', 'editor', 'owner')),
    token_hash  text not null unique,      -- SHA-256
    created_at  bigint not null,
    expires_at  bigint not null,
    unique (team_id, email_lower)
);

create index invitations_by_address on invitations (email_lower);
create index invitations_by_end on invitations (expires_at);
