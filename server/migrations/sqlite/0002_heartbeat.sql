-- Asking whether a write would succeed is a write: this row. One that stays as it is would not need room on the disk.

create table heartbeat (
    beats bigint not null
);

insert into heartbeat (beats) values (0);
