//! What the source recorded of its run, as the page gets it.

use fermata_desk::ipc::{ListName, RunView, TraceView};
use fermata_protocol::payload::Risk;
use serde_json::{Value, json};

use crate::office::Office;

async fn shown(trace: Value) -> TraceView {
    let office = Office::open().await;
    let contract = office.contract(Risk::Low).await;
    let mut seat = office.sit().await;
    let more = json!({ "context": { "trace": trace } });
    let esc = office.draft(contract, 412, "traced", more).await;
    seat.row(esc, ListName::Inbox).await;
    seat.desk.detail(esc).await.unwrap().trace.unwrap()
}

fn plain(runs: &[RunView]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_is_shown_step_by_step_with_model_tokens_and_what_failed() {
    let text = json!({ "resourceSpans": [{ "scopeSpans": [{ "spans": [
        { "spanId": "b", "parentSpanId": "a", "name": "chat\u{202e}", "startTimeUnixNano": "1795000000500000000", "endTimeUnixNano": "1795000001000000000",
          "attributes": [
              { "key": "gen_ai.request.model", "value": { "stringValue": "lark-2" } },
              { "key": "gen_ai.usage.input_tokens", "value": { "intValue": "3120" } }
          ],
          "status": { "code": 2, "message": "timed out" } },
        { "spanId": "a", "name": "run", "startTimeUnixNano": "1795000000000000000", "endTimeUnixNano": "1795000002000000000" }
    ] }] }] });
    let trace = shown(json!(text.to_string())).await;
    assert_eq!((trace.took_us.as_str(), trace.left_out), ("2000000", 0));
    let [run, chat] = trace.spans.as_slice() else {
        panic!("two steps")
    };
    assert_eq!((run.depth, plain(&run.name).as_str()), (0, "run"));
    assert_eq!(
        (chat.depth, plain(&chat.name).as_str()),
        (1, "chat⟨U+202E⟩")
    );
    assert_eq!(chat.from_us.as_deref(), Some("500000"));
    assert_eq!(chat.tokens_in.as_deref(), Some("3120"));
    assert_eq!(chat.model.as_deref().map(plain).as_deref(), Some("lark-2"));
    assert_eq!(
        chat.error.as_deref().map(plain).as_deref(),
        Some("timed out")
    );
    assert!(chat.failed && !run.failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_that_is_kept_elsewhere_is_shown_as_it_came() {
    let trace = shown(json!({ "url": "https://traces.example/7" })).await;
    assert!(trace.spans.is_empty());
    let text = trace.text.unwrap();
    assert_eq!(plain(&text), r#"{"url":"https://traces.example/7"}"#);
}
