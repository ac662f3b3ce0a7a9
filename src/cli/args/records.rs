//! records: what can be typed where posts come as lines of JSON.

use super::MORE;
use clap::Args as ClapArgs;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct RecordArgs {
    /// Read posts from lines of JSON, `{"id": 1, "name": "a.md", "text": "…"}`, on standard input or in the files
    /// that are named, and write a line of JSON for each, in order.
    #[arg(long, help_heading = MORE, conflicts_with_all = ["format", "output", "all", "stdin_filename", "from"])]
    pub(in crate::cli) records: bool,
    /// What a record is known by: its value is in the line that is written.
    #[arg(long, value_name = "KEY", default_value = "id", requires = "records", help_heading = MORE)]
    pub(in crate::cli) id_key: String,
    /// What a post is called: the end of its name says whether it is HTML or Markdown, and the folder which
    /// configuration holds.
    #[arg(long, value_name = "KEY", default_value = "name", requires = "records", help_heading = MORE)]
    pub(in crate::cli) name_key: String,
    /// What is in a post.
    #[arg(long, value_name = "KEY", default_value = "text", requires = "records", help_heading = MORE)]
    pub(in crate::cli) text_key: String,
}
