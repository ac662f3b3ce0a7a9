//! named: the files of the user's own that a configuration names, whatever else is wrong with it or with them.

use crate::config::load::{DEEPEST, hosts_file};
use crate::config::schemas::LARGEST;
use crate::config::spec::ConfigSpec;
use crate::data::typed;
use crate::rule::builtin::PRESET;
use crate::text::source::Source;
use crate::workspace::files;
use std::path::{Path, PathBuf};

/// What a configuration, and those that it extends, name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Configurations, the first of which is the one that was asked.
    pub configurations: Vec<PathBuf>,
    /// Rule files, and folders of them.
    pub rule_files: Vec<PathBuf>,
    /// Files that say what is known of hosts.
    pub hosts: Vec<PathBuf>,
}

/// What the configuration in `file` names.
pub fn named(file: &Path) -> Named {
    let mut named = Named::default();
    let mut next = Some(file.to_owned());
    while let Some(file) = next.take() {
        let folder = file.parent().unwrap_or(Path::new(""));
        let bytes = files::read(&file, LARGEST).unwrap_or_default();
        let spec = typed::read::<ConfigSpec>(&Source::new("", bytes)).value;
        let spec = spec.unwrap_or_default();
        let rule_files = spec.rule_files.iter().map(|path| folder.join(path));
        named.rule_files.extend(rule_files);
        let hosts = spec.hosts.map(|path| folder.join(path));
        named.hosts.extend(hosts.or_else(|| hosts_file(folder)));
        if named.configurations.len() < DEEPEST {
            let other = spec.extends.filter(|other| !other.starts_with(PRESET));
            next = other.map(|other| folder.join(other));
        }
        named.configurations.push(file);
    }
    named
}
