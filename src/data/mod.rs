//! data: YAML, TOML and JSON with places.

pub mod value;
pub mod yaml_simple;
pub mod yaml_hints;
pub mod yaml;
pub mod yaml_repair;
pub mod yaml_edit;
pub mod toml;
pub mod meta_lines;
pub mod date;
pub mod date_shape;
pub mod json;
pub mod record;
pub mod json_schema;
pub mod zod;
pub mod typed;
