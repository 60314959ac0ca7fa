//! The page's commands: an input is `{ "cmd": name, "args": { … } }`, as the page would send it, read as the window reads it, and put before
//! the checks that the desk makes before anything is signed.
//!
//! `@esc0`, `@view0` and so on stand for the ids and views of the items on this desk.
//! What the checks let pass can be signed, says what the page asked for and nothing more, and counts.

use std::sync::LazyLock;

use fermata_desk::{
    Draft, Item, LINK, Link, address, compose,
    ipc::{
        AddressView, DecisionForm, Language, ListName, NoteForm, NoticesView, SavedReply,
        SavedSearch, ScopeKind, SearchForm, SeenForm, Sentence, ShortcutChoice, StandInForm,
        ThemeChoice, UiError,
    },
    page::{id, instant, searchable, short, short_form},
    pdf, picture, read_link,
};
use fermata_protocol::{
    Entry, Esc, Jti, Kid, NewEntry, Sha, Signed, Timestamp,
    fold::Mark,
    joining, json,
    payload::{Arguments, Contract, Proposal, Risk, Verb, Verdict},
    roster::Timeline,
    view,
};
use fermata_testkit::{
    World,
    world::{key, name, sign},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::words::page;

/// Every command with its arguments.
pub const COMMANDS: &[(&str, &[&str])] = &[
    ("hydrate", &["channel", "language"]),
    ("rows", &["list", "queue", "edge", "back"]),
    ("search", &["form", "after"]),
    ("count_found", &["form"]),
    ("keep_searches", &["searches"]),
    ("keep_replies", &["replies"]),
    ("detail", &["esc"]),
    ("preview", &["esc", "edited"]),
    ("decide", &["esc", "decision", "seen"]),
    ("undo", &["esc"]),
    ("sign_now", &["esc"]),
    ("snooze", &["esc", "until"]),
    ("set_theme", &["theme"]),
    ("set_notices", &["notices"]),
    ("starts_at_login", &[]),
    ("start_at_login", &["on"]),
    ("shortcut", &[]),
    ("set_shortcut", &["choice"]),
    ("halt", &["esc", "scope", "reason"]),
    ("lift", &["id"]),
    ("go_away", &["until", "to"]),
    ("come_back", &[]),
    ("looked", &["esc", "alarms"]),
    ("note", &["esc", "note"]),
    ("retire", &["kid"]),
    ("join", &["link", "name", "ca"]),
    ("save_evidence", &["esc"]),
    ("look_at", &["esc", "url"]),
    ("open_address", &["esc", "url"]),
    ("picture", &["esc", "place"]),
    ("open_document", &["esc", "place"]),
    ("team", &["today"]),
    ("save_week", &[]),
    ("diagnostics", &[]),
    ("save_diagnostics", &[]),
    ("send_first", &[]),
    ("updates", &[]),
    ("look_for_update", &[]),
    ("install_update", &[]),
    ("restart", &[]),
    ("quit", &[]),
];

/// A desk with four items: an action, a question, one that is closed, and an action that must be confirmed.
struct Office {
    world: World,
    now: Timestamp,
    items: Vec<(Item, String)>,
}

static OFFICE: LazyLock<Office> = LazyLock::new(Office::open);

impl Office {
    fn open() -> Self {
        let world = World::default();
        let mut log = Log::new(&world);
        let mut confirmed: Contract = world.contract("refund", Risk::Medium);
        confirmed.confirm = Some("/order".to_owned());
        let confirmed = sign("ann", &confirmed);
        log.append(vec![confirmed.clone()], world.now());

        let action = world.proposal();
        let mut question = json!(world.proposal());
        let members = question.as_object_mut().unwrap();
        members.remove("action");
        members["kind"] = json!("question");
        let schema = json!({ "type": "object", "required": ["yes"] });
        let asked = json!({ "text": "Is it?", "answer_schema": schema });
        members.insert("question".to_owned(), asked);
        let question: Proposal = serde_json::from_value(question).unwrap();
        let closed = world.proposal();
        let mut typed = json!(world.proposal());
        typed["contract"] = json!(Sha::of(&confirmed));
        let typed: Proposal = serde_json::from_value(typed).unwrap();

        let mut proposed = Vec::new();
        for (n, proposal) in [&action, &question, &closed, &typed]
            .into_iter()
            .enumerate()
        {
            let friction = if n == 3 { "type" } else { "none" };
            proposed.push(log.propose(&world, proposal, (friction, "refund moves money.")));
        }
        let (proposal, verdict) = &proposed[2];
        let no = world.decision("bob", proposal, verdict, Verb::Reject);
        log.append(vec![sign("bob", &no)], world.now());
        let items = [&action, &question, &closed, &typed].map(|proposal| {
            let item = log.item(proposal.jti_esc()).unwrap();
            let view = view::sha256(&item.view).to_string();
            (item, view)
        });
        let now = Timestamp::from_millis(world.now().millis() + 60_000);
        let items = items.into();
        Self { world, now, items }
    }
}

/// A log without a gateway.
#[derive(Clone)]
pub(crate) struct Log {
    entries: Vec<Entry>,
    timeline: Timeline,
}

impl Log {
    pub(crate) fn new(world: &World) -> Self {
        let mut log = Self {
            entries: Vec::new(),
            timeline: Timeline::new(world.pin, world.ws),
        };
        for entry in &world.genesis {
            log.append(entry.statements.clone(), world.now());
        }
        log
    }

    fn append(&mut self, statements: Vec<String>, at: Timestamp) {
        let entry = entry(statements, self.entries.len() as u64 + 1, at);
        self.timeline.take(&entry).unwrap();
        self.entries.push(entry);
    }

    /// Into the log, with a verdict that asks for a person; both as compact strings.
    pub(crate) fn propose(
        &mut self,
        world: &World,
        proposal: &Proposal,
        asks: (&str, &str),
    ) -> (String, String) {
        let compact = sign("ledger", proposal);
        let verdict = verdict(world, proposal, &compact, &compact, asks);
        let statements = vec![compact, verdict];
        self.append(statements.clone(), world.now());
        let [proposal, verdict] = statements.try_into().unwrap();
        (proposal, verdict)
    }

    pub(crate) fn item(&self, esc: Esc) -> Option<Item> {
        let own = self.entries.iter().filter(|entry| entry.esc == Some(esc));
        Item::of(esc, &own.cloned().collect::<Vec<_>>(), &self.timeline)
    }
}

fn entry(statements: Vec<String>, seq: u64, at: Timestamp) -> Entry {
    let new = NewEntry::of(statements).unwrap();
    let (id, statements, esc, queue) = (new.id, new.statements, new.esc, new.queue);
    Entry {
        seq,
        at,
        id,
        statements,
        esc,
        queue,
    }
}

fn verdict(
    world: &World,
    proposal: &Proposal,
    compact: &str,
    candidate: &str,
    (friction, why): (&str, &str),
) -> String {
    let contract = serde_json::to_value(&proposal.contract).unwrap();
    let verdict = json!({
        "jti": world.jti(), "iss": "gate", "ws": world.ws, "issued_at": world.now(), "esc": proposal.jti_esc(),
        "proposal_sha256": Sha::of(compact), "candidate_sha256": Sha::of(candidate), "verdict": "escalate",
        "reasons": [{ "code": why, "text": why }], "risk": "medium",
        "contract_sha256": contract, "policy_sha256": Sha::of("policy"), "due": proposal.expires_at,
        "requires": { "approvals": 1, "groups": [], "friction": friction, "blind": false },
    });
    sign("gate", &serde_json::from_value::<Verdict>(verdict).unwrap())
}

/// An argument as the window reads it; one that is absent is null.
fn arg<T: DeserializeOwned>(args: &Value, key: &str) -> Option<T> {
    serde_json::from_value(args.get(key).cloned().unwrap_or_default()).ok()
}

pub(crate) fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut text = text.to_owned();
    for (n, (item, view)) in OFFICE.items.iter().enumerate() {
        text = text.replace(&format!("@esc{n}"), &item.esc().to_string());
        text = text.replace(&format!("@view{n}"), view);
    }
    let Ok(sent) = serde_json::from_str::<Value>(&text) else {
        return;
    };
    let _ = call(sent["cmd"].as_str().unwrap_or_default(), &sent["args"]);
}

/// `None` when an argument is not of its type: then the window refuses the call itself.
fn call(name: &str, args: &Value) -> Option<()> {
    match name {
        "rows" => {
            arg::<ListName>(args, "list")?;
            arg::<Option<String>>(args, "queue")?;
            arg::<Option<String>>(args, "edge")?;
            arg::<bool>(args, "back")?;
        }
        "search" | "count_found" => {
            let form = arg::<SearchForm>(args, "form")?;
            arg::<Option<String>>(args, "after")?;
            let _ = searchable(&form);
        }
        "team" => drop(instant(&arg::<String>(args, "today")?)),
        "keep_replies" => drop(arg::<Vec<SavedReply>>(args, "replies")?),
        "keep_searches" => drop(arg::<Vec<SavedSearch>>(args, "searches")?),
        "set_theme" => drop(arg::<ThemeChoice>(args, "theme")?),
        "hydrate" => drop(arg::<Language>(args, "language")?),
        "detail" | "undo" | "sign_now" | "save_evidence" => {
            if let Some(item) = item(&arg::<String>(args, "esc")?) {
                page(&item.detail(None, &self::name("ann"), OFFICE.now).unwrap());
            }
        }
        "look_at" | "open_address" => {
            let (esc, url) = (arg::<String>(args, "esc")?, arg::<String>(args, "url")?);
            let item = item(&esc)?;
            let detail = item.detail(None, &self::name("ann"), OFFICE.now).unwrap();
            if let AddressView::Opens { url, .. } = address(&detail, &url) {
                assert!(url.starts_with("https://") || url.starts_with("http://"));
                assert!(url.is_ascii());
            }
        }
        "picture" | "open_document" => {
            let (esc, place) = (arg::<String>(args, "esc")?, arg::<u32>(args, "place")?);
            let document = item(&esc)?.document(place)?;
            let _ = picture(&document.media_type, &document.bytes);
            let _ = pdf(document);
        }
        "preview" => {
            let (esc, edited) = (arg::<String>(args, "esc")?, arg::<String>(args, "edited")?);
            if short(&edited).is_ok() {
                let arguments = json::read::<Arguments>(edited.as_bytes()).ok()?;
                let item = item(&esc)?;
                let _ = item.compiled().unwrap().validate(&arguments);
                view::bytes(&item.view_with(&arguments));
            }
        }
        "decide" => {
            let esc = arg::<String>(args, "esc")?;
            let (form, seen) = (arg(args, "decision")?, arg(args, "seen")?);
            decide(item(&esc)?, &form, &seen);
        }
        "halt" => {
            let esc = arg::<String>(args, "esc")?;
            arg::<ScopeKind>(args, "scope")?;
            let reason = arg::<String>(args, "reason")?;
            let item = item(&esc)?;
            let _ = (
                short(&reason),
                item.standing.may_halt(&self::name("ann"), &item.proposal),
            );
        }
        "looked" => {
            let (esc, alarms) = (arg::<String>(args, "esc")?, arg(args, "alarms")?);
            let alarms: Vec<String> = alarms;
            let _ = (id(&esc), alarms.iter().try_for_each(|name| short(name)));
        }
        "note" => {
            let (esc, note) = (arg::<String>(args, "esc")?, arg::<NoteForm>(args, "note")?);
            let again: NoteForm = serde_json::from_value(json!(note)).unwrap();
            assert_eq!(again, note);
            let _ = id(&esc);
        }
        "retire" => {
            let kid = arg::<String>(args, "kid")?;
            if let Ok(known) = kid.parse::<Kid>() {
                assert_eq!(known.to_string(), kid);
            }
        }
        "snooze" => {
            let (esc, until) = (
                arg::<String>(args, "esc")?,
                arg::<Option<String>>(args, "until")?,
            );
            let _ = (id(&esc), until.as_deref().map(instant));
        }
        "set_notices" => drop(arg::<NoticesView>(args, "notices")?),
        "start_at_login" => drop(arg::<bool>(args, "on")?),
        "set_shortcut" => drop(arg::<ShortcutChoice>(args, "choice")?),
        "lift" => drop(arg::<String>(args, "id")?),
        "go_away" => {
            let until = arg::<String>(args, "until")?;
            arg::<StandInForm>(args, "to")?;
            let _ = instant(&until);
        }
        "join" => {
            let (link, name) = (arg::<String>(args, "link")?, arg::<String>(args, "name")?);
            let ca = arg::<Option<String>>(args, "ca")?;
            let all = [&link, &name].into_iter().chain(&ca);
            if all.into_iter().all(|text| short(text).is_ok()) {
                opened(&link);
            }
        }
        _ => {}
    }
    Some(())
}

/// A link is an item's or an invite's, as it stands.
fn opened(link: &str) {
    match read_link(link) {
        Ok(Link::Item(esc)) => assert!(link.contains(&esc.to_string())),
        Ok(Link::Join(text)) => {
            assert!(link.contains(&text));
            assert!(joining::unproven(text.strip_prefix(LINK).unwrap()).is_ok());
        }
        Err(fault) => assert!(!Sentence::from(fault).en.is_empty()),
    }
}

/// The item with this id: only one spelling of it is one.
fn item(esc: &str) -> Option<&'static Item> {
    let known = id(esc).ok()?;
    assert_eq!(known.to_string(), esc);
    let mut items = OFFICE.items.iter().map(|(item, _)| item);
    items.find(|item| item.esc() == known)
}

fn decide(item: &Item, form: &DecisionForm, seen: &SeenForm) {
    let again: DecisionForm = serde_json::from_value(json!(form)).unwrap();
    assert_eq!(&again, form);
    if short_form(form).is_err() {
        return;
    }
    let (form, seen) = (form.clone(), seen.clone());
    if let DecisionForm::Approve { typed } | DecisionForm::Edit { typed, .. } = &form {
        confirmed(item, typed.as_deref());
    }
    let draft = Draft { form, seen };
    let (now, ann) = (OFFICE.now, name("ann"));
    let decision = match compose(&ann, item, &draft, now, Jti::make(now, [9; 10])) {
        Ok(decision) => decision,
        Err(error) => {
            let told = UiError::from(error);
            assert!(!told.message.en.is_empty());
            return;
        }
    };
    assert_eq!(draft.seen.view_sha256, view::sha256(&item.view).to_string());
    assert_eq!((decision.esc, &decision.iss), (item.esc(), &ann));
    assert_eq!(decision.proposal_sha256, item.proposal.sha());
    match &draft.form {
        DecisionForm::Approve { .. } => {
            assert_eq!(decision.candidate_sha256, item.state.live_sha());
        }
        DecisionForm::Edit { arguments, .. } => {
            let sent: Value = serde_json::from_str(arguments).unwrap();
            assert_eq!(Some(sent), decision.arguments.clone().map(Value::Object));
        }
        DecisionForm::Reject { reason, message } => {
            let said = decision.reason.clone().unwrap();
            assert_eq!((&said.code, reason.as_str()), (reason, "wrong_arguments"));
            let sent = message.as_deref().map(str::trim).unwrap_or_default();
            assert_eq!(said.message.unwrap_or_default(), sent);
        }
        DecisionForm::Respond { answer } => assert_eq!(decision.answer.as_ref(), Some(answer)),
    }
    let signed = Signed::sign(&key("ann"), &decision).expect("let pass, and can not be signed");
    let mut statements = vec![signed.compact().to_owned()];
    if decision.decision == Verb::Edit {
        let compact = item.proposal.compact();
        let asks = ("none", "It was edited.");
        let over = verdict(
            &OFFICE.world,
            &item.proposal,
            compact,
            signed.compact(),
            asks,
        );
        statements.push(over);
    }
    let mut state = item.state.clone();
    let entry = entry(statements, state.last_seq() + 100, now);
    state.apply(&entry, &item.standing);
    let mark = state.history().last().unwrap().mark;
    assert_eq!(mark, Mark::Counts, "let pass, and of no effect");
}

/// What was typed is the end of the value, whenever there is one.
fn confirmed(item: &Item, typed: Option<&str>) {
    let arguments = item.state.arguments().cloned().unwrap_or_default();
    if let Some(whole) = item.terms.confirm_value(&arguments) {
        let fits = typed.is_some_and(|typed| {
            let typed = typed.trim();
            whole.ends_with(typed) && typed.len() == whole.len().min(4)
        });
        assert_eq!(item.confirmed_by(typed), fits);
    }
}
