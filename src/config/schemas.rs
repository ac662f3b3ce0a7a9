//! schemas: the JSON Schemas that configurations and posts name → what checks front matter, or why there is
//! none.

use crate::data::json_schema::{Schema, SchemaStore};
use crate::data::typed::document;
use crate::data::zod;
use crate::rule::builtin;
use crate::text::source::Source;
use crate::workspace::files;
use crate::workspace::git;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// No rule file, hosts file, schema or configuration is larger than this, in bytes.
pub const LARGEST: u64 = 1 << 20;
/// How the names end of files that another file may name: rules, hosts, configurations, schemas.
pub(super) const OUR_ENDS: &[&str] = &["json", "yml", "yaml"];

/// The schema of a generator, or the one in a file (JSON or YAML) of `folder`. The error says what is
/// wrong with it.
pub(super) fn schema_of(name: &str, folder: &Path) -> Option<Result<Arc<Schema>, String>> {
    if let Some(source) = builtin::schema(name) {
        return Some(schema_in(&source, Schema::new).map(Arc::new));
    }
    if let Some(schema) = schema_of_collection(name, folder) {
        return Some(schema);
    }
    let path = folder.join(name);
    if !path.is_file() {
        return None;
    }
    Some(match files::read(&path, LARGEST) {
        Ok(bytes) => {
            let source = Source::new(path.to_string_lossy(), bytes);
            schema_in(&source, Schema::counted).map(Arc::new)
        }
        Err(error) => Err(format!("`{name}` could not be read: {error}")),
    })
}

/// The schema of a collection of Astro: `src/content.config.ts#blog`.
fn schema_of_collection(name: &str, folder: &Path) -> Option<Result<Arc<Schema>, String>> {
    let (file, collection) = match name.split_once('#') {
        Some((file, collection)) => (file, Some(collection)),
        None => (name, None),
    };
    let path = folder.join(file);
    let end = path.extension()?.to_str()?;
    if !matches!(end, "ts" | "mts" | "js" | "mjs") || !path.is_file() {
        return None;
    }
    let read = files::read(&path, LARGEST).map_err(|error| error.to_string());
    let schema = read.and_then(|bytes| {
        let source = Source::new(file, bytes);
        Schema::counted(&zod::schema(source.text(), collection)?)
    });
    Some(
        schema
            .map(Arc::new)
            .map_err(|why| format!("`{name}`: {why}")),
    )
}

fn schema_in(
    source: &Source,
    read: fn(&serde_json::Value) -> Result<Schema, String>,
) -> Result<Schema, String> {
    let wrong = |message: String| format!("`{}`: {message}", source.name());
    let value = document(source).map_err(|mut mistakes| {
        let first = mistakes.remove(0);
        let line = source.position(first.span.start).line;
        wrong(format!("line {line}: {}", first.message))
    })?;
    let json = value.map_or(serde_json::Value::Bool(true), |value| value.to_json());
    read(&json).map_err(wrong)
}

/// The schemas that posts name, each read once.
#[derive(Debug, Default)]
pub struct Schemas(Mutex<HashMap<PathBuf, Result<Arc<Schema>, String>>>);

impl SchemaStore for Schemas {
    fn take(&self, name: &str, post: &str) -> Result<Option<Arc<Schema>>, String> {
        if name.contains("://") {
            return Ok(None);
        }
        let folder = Path::new(post).parent().unwrap_or(Path::new(""));
        let mut read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        read.entry(folder.join(name))
            .or_insert_with(|| posts_schema(name, folder))
            .clone()
            .map(Some)
    }
}

/// The schema that a post in `folder` names. A post may be anyone's: only what can be a schema and lies in
/// the repository is opened, and of what is none nothing is told.
fn posts_schema(name: &str, folder: &Path) -> Result<Arc<Schema>, String> {
    let none = || format!("there is no schema `{name}`");
    if builtin::schema(name).is_none() {
        let end = Path::new(name).extension();
        if !end.is_some_and(|end| OUR_ENDS.iter().any(|known| end == *known)) {
            return Err(none());
        }
        let path = folder.join(name).canonicalize().map_err(|_| none())?;
        if !home(folder).is_some_and(|home| path.starts_with(home)) {
            return Err(format!(
                "the schema `{name}` is outside of the repository, and is not read"
            ));
        }
        let schema = schema_of(name, folder).ok_or_else(none)?;
        return schema.map_err(|_| {
            format!(
                "`{name}` is no JSON Schema (named in copydesk.yml, by `front-matter: {{ schema: … }}`, it is \
                 told why)"
            )
        });
    }
    schema_of(name, folder).unwrap_or_else(|| Err(none()))
}

/// The repository that a folder is in; without one the folder that the program was started in, where that
/// is around it, and else the folder alone.
fn home(folder: &Path) -> Option<PathBuf> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let whole = folder.canonicalize().ok()?;
    if let Some(top) = git::top(&whole) {
        return Some(top.to_owned());
    }
    let here = Path::new(".").canonicalize().ok();
    let around = here.filter(|here| whole.starts_with(here));
    Some(around.unwrap_or(whole))
}
