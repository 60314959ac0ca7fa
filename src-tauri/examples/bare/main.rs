//! The least that this stack can show: one window, one static page, no state. The benchmarks compare the desk with it.

fn main() -> anyhow::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("examples/bare/tauri.conf.json"))?;
    Ok(())
}
