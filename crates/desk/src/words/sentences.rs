//! That views and errors take their sentences from the catalogue: read from their sources.

/// Spans and names of attributes, which are alike in every language.
const NO_SENTENCES: [&str; 3] = ["{seconds} s", "{} min", "exception · exception.message"];

fn sources(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(sources(&path)),
            false => all.push(path),
        }
    }
    all.retain(|path| !path.ends_with("tests.rs"));
    all
}

/// The literal without what stands in for values.
fn bare(text: &str) -> String {
    let parts = text.split('{').map(|part| part.split_once('}'));
    let after = parts.map(|part| part.map_or("", |(_, after)| after));
    let first = text.split('{').next().unwrap_or_default();
    first.to_owned() + &after.collect::<String>()
}

#[test]
fn what_is_told_in_english_alone_is_what_something_else_says() {
    for folder in ["/src", "/../../src-tauri/src"] {
        let root = format!("{}{folder}", env!("CARGO_MANIFEST_DIR"));
        let sources = sources(root.as_ref());
        assert!(sources.len() > 10, "{sources:?}");
        for path in sources {
            let source = std::fs::read_to_string(&path).unwrap();
            assert!(
                !source.contains(concat!("english", "(\"")),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn what_the_page_gets_holds_no_sentence_of_its_own() {
    let views = concat!(env!("CARGO_MANIFEST_DIR"), "/src/views");
    let sources = sources(views.as_ref());
    assert!(sources.len() > 10, "{sources:?}");
    for path in sources {
        let source = std::fs::read_to_string(&path).unwrap();
        let code = source.split("#[cfg(test)]\nmod tests").next().unwrap();
        let said = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.split('"').skip(1).step_by(2))
            .filter(|text| text.contains(' ') && !NO_SENTENCES.contains(text))
            .filter(|text| bare(text).contains(char::is_alphabetic));
        assert_eq!(said.collect::<Vec<_>>(), [""; 0], "{}", path.display());
    }
}
