//! Makes what the window needs at build time, and refuses a build whose updates could not work.

#[path = "src/updates/source.rs"]
#[expect(dead_code, reason = "the window uses the rest of it")]
mod source;

fn main() {
    let given = ["FERMATA_UPDATE_KEY", "FERMATA_UPDATE_URL"].map(|name| {
        println!("cargo:rerun-if-env-changed={name}");
        std::env::var(name).ok()
    });
    if let Err(why) = source::Source::read(given[0].as_deref(), given[1].as_deref()) {
        println!("cargo::error={why}");
    }
    tauri_build::build();
}
