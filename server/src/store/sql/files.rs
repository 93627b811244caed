//! Owners' files.

use async_trait::async_trait;
use parlor_shared::ids::{FileId, TeamId, WidgetId};
use sqlx::FromRow;

use super::{Database, execute, id, job, millis, time};
use crate::{
    core::{
        owner::file::{FileSlot, OwnerFile},
        store::{FileStore, Stored},
    },
    store::{clean, names},
};

/// All columns.
macro_rules! columns {
    () => {
        "id, team_id, name, kind, created_at"
    };
}

statements! {
    INSERT = "
        insert into files (", columns!(), ", bytes)
        values ($1, $2, $3, $4, $5, $6)";

    BY_ID = "
        select ", columns!(), ", bytes
        from files
        where team_id = $1
          and id = $2";

    ATTACH = "
        insert into widget_files (widget_id, slot, file_id)
        select w.id, $2, f.id
        from widgets w
        join files f on f.team_id = w.team_id
        where w.id = $1
          and f.id = $3
        on conflict (widget_id, slot) do update set file_id = excluded.file_id";

    DETACH = "
        delete from widget_files
        where widget_id = $1
          and slot = $2
          and file_id = $3";

    ATTACHED = "
        select slot, file_id
        from widget_files
        where widget_id = $1
        order by slot";

    ATTACHED_FILE = "
        select ", columns!(), ", bytes
        from files
        where id = (select file_id from widget_files where widget_id = $1 and slot = $2)";

    BY_TEAM = "
        select ", columns!(), "
        from files
        where team_id = $1
        order by created_at, id";
}

#[derive(FromRow)]
struct FileRow {
    id: String,
    team_id: String,
    name: String,
    kind: String,
    created_at: i64,
}

impl FileRow {
    fn entity(self, bytes: Vec<u8>) -> Stored<OwnerFile> {
        Ok(OwnerFile {
            id: id(self.id)?,
            team_id: id(self.team_id)?,
            name: self.name,
            kind: names::parse_picture(&self.kind)?,
            bytes,
            created_at: time(self.created_at)?,
        })
    }
}

/// With its content.
#[derive(FromRow)]
struct WholeFileRow {
    #[sqlx(flatten)]
    row: FileRow,
    bytes: Vec<u8>,
}

impl WholeFileRow {
    fn entity(self) -> Stored<OwnerFile> {
        self.row.entity(self.bytes)
    }
}

#[async_trait]
impl FileStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn insert_file(&self, file: &OwnerFile) -> Stored<()> {
        let file = file.clone();
        self.grow(move |c| {
            job(async move {
                let query = sqlx::query(INSERT);
                let query = query
                    .bind(file.id.as_str())
                    .bind(file.team_id.as_str())
                    .bind(clean(&file.name))
                    .bind(names::picture(file.kind))
                    .bind(millis(file.created_at))
                    .bind(file.bytes.as_slice());
                execute(query, c).await.map(|_| ())
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn file(&self, team: &TeamId, id: &FileId) -> Stored<Option<OwnerFile>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_ID);
        let row: Option<WholeFileRow> = query.bind(team.as_str()).bind(id.as_str()).fetch_optional(c).await?;
        row.map(WholeFileRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn files(&self, team: &TeamId) -> Stored<Vec<OwnerFile>> {
        let c = &mut *self.reader().await?;
        let rows: Vec<FileRow> = sqlx::query_as(BY_TEAM).bind(team.as_str()).fetch_all(c).await?;
        rows.into_iter().map(|row| row.entity(Vec::new())).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn attach_file(&self, widget: &WidgetId, slot: FileSlot, file: &FileId) -> Stored<bool> {
        let (widget, file) = (widget.clone(), file.clone());
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(ATTACH);
                let query = query.bind(widget.as_str()).bind(names::slot(slot)).bind(file.as_str());
                Ok(execute(query, c).await? == 1)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn detach_file(&self, widget: &WidgetId, slot: FileSlot, file: &FileId) -> Stored<bool> {
        let (widget, file) = (widget.clone(), file.clone());
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(DETACH);
                let query = query.bind(widget.as_str()).bind(names::slot(slot)).bind(file.as_str());
                Ok(execute(query, c).await? == 1)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn attached_files(&self, widget: &WidgetId) -> Stored<Vec<(FileSlot, FileId)>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(ATTACHED);
        let rows: Vec<(String, String)> = query.bind(widget.as_str()).fetch_all(c).await?;
        rows.into_iter().map(|(slot, file)| Ok((names::parse_slot(&slot)?, id(file)?))).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn attached_file(&self, widget: &WidgetId, slot: FileSlot) -> Stored<Option<OwnerFile>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(ATTACHED_FILE);
        let row: Option<WholeFileRow> = query.bind(widget.as_str()).bind(names::slot(slot)).fetch_optional(c).await?;
        row.map(WholeFileRow::entity).transpose()
    }
}
