//! The command line as a person types it: `tests/cmd/*.toml`, `tests/cmd/*.md`, README.md, README.zh.md, and
//! the book.

#[test]
fn commands_say_what_is_written_down() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.toml")
        .case("tests/cmd/*.md")
        .case("README.md")
        .case("README.zh.md")
        .case("docs/src/*.md");
}
