//! German, as the page speaks it.

use fermata_protocol::{
    Code,
    fold::Mark,
    payload::{NoteType, OutcomeStatus, Status, Verb},
};

use super::{Own, Words, alarms};

pub(super) const WORDS: Words = Words {
    this_machine: "diesem Rechner",
    look_at: |title| format!("Bitte ansehen: {title}"),
    alarms: alarms::DE,
    outcomes: |n| format!("{n} Ergebnisse sind anzusehen"),
    at_the_top: "Sie stehen im Eingang ganz oben.",
    untaken: "Niemand hat es übernommen, und die Hälfte der Zeit ist um.",
    untaken_many: |n| format!("{n} Aktionen, die niemand übernommen hat"),
    untaken_first: |title| format!("Die Hälfte ihrer Zeit ist um. Am dringendsten: {title}"),
    arrived: |n| format!("{n} Aktionen warten auf Sie"),
    arrived_quietly: |n| format!("{n} Aktionen kamen in der Ruhezeit"),
    first: |title| format!("Am dringendsten: {title}"),
    review: "Ansehen",
    put_off: "10 min zurückstellen",
    open: "Fermata öffnen",
    quit: "Beenden",
    waiting: |n| match n {
        0 => "Fermata: nichts wartet".to_owned(),
        1 => "Fermata: 1 wartet".to_owned(),
        n => format!("Fermata: {n} warten"),
    },
    offline: |n| match n {
        1 => "Fermata: offline, 1 wartet".to_owned(),
        n => format!("Fermata: offline, {n} warten"),
    },
    goes_on: "Fermata läuft weiter",
    in_tray: "Es ist im Infobereich; über das Menü dort wird es beendet.",
    minimised: "Das Fenster wurde minimiert, weil dieser Desktop keinen Infobereich zeigt. Strg+Q beendet es.",
    own: |own| {
        match own {
        Own::Refused(why) => {
            format!("Das Gateway hat es abgewiesen: {why}. Deshalb lief nichts.")
        }
        Own::Interrupted => "Fermata oder der Datenträger fiel aus, während dies signiert wurde. Nichts wurde gesendet; entscheiden Sie noch einmal.".to_owned(),
        Own::RanOther => "Der Agent meldet etwas anderes als das, was entschieden wurde; halten Sie ihn an und sehen Sie im anderen System nach.".to_owned(),
        Own::Undone => "Es wurde später rückgängig gemacht.".to_owned(),
        Own::Failed => "Der Agent hat es ausgeführt, und es schlug fehl.".to_owned(),
        Own::NotRun(why) => format!("Der Agent hat es abgelehnt: {why}. Nichts lief."),
        Own::Unknown => "Der Agent wurde bei der Ausführung unterbrochen und kann nicht sagen, ob es geschehen ist; sehen Sie im anderen System nach.".to_owned(),
        Own::Replaced(by, None) => format!("Eine Änderung von {by} hat ersetzt, was Sie freigegeben haben: Ihre Freigabe zählt nicht mehr. Sehen Sie es neu an."),
        Own::Replaced(by, Some(status)) => {
            let closed = closed(status);
            format!("Eine Änderung von {by} hat ersetzt, was Sie freigegeben haben: Ihre Freigabe zählt nicht mehr. Es wurde ohne Sie geschlossen: {closed}.")
        }
        Own::EditedBefore(by) => {
            let by = by.map_or_else(|| "Eine Änderung".to_owned(), |by| format!("Eine Änderung von {by}"));
            format!("{by} kam zuerst und hat ersetzt, worüber Sie entschieden haben: Ihre Entscheidung wurde verzeichnet und hatte keine Wirkung. Sehen Sie es neu an.")
        }
        Own::Withdrawn => "Der Agent hatte es zurückgezogen; Ihre Entscheidung hatte keine Wirkung.".to_owned(),
        Own::Preceded(by, status) => {
            let closed = closed(status);
            format!("{by} war schneller: {closed}. Ihre Entscheidung wurde verzeichnet und hatte keine Wirkung.")
        }
        Own::Closed(status) => {
            let closed = closed(status);
            format!("Es war schon geschlossen: {closed}. Ihre Entscheidung hatte keine Wirkung.")
        }
        Own::DoesNotCount(code) => format!("Es zählt nicht: {}.", told(code)),
        Own::NoEffect => "Es hatte keine Wirkung.".to_owned(),
        Own::Late => "Es kam nach Ablauf der Zeit; es wurde verzeichnet und hatte keine Wirkung.".to_owned(),
        Own::LateBy(span) => format!("Ihre Entscheidung kam {span} nach Ablauf der Zeit; sie wurde verzeichnet und hatte keine Wirkung."),
        Own::Stopped(by) => format!("Angehalten von {by}: Es läuft nicht, bis das aufgehoben ist."),
        Own::StoppedLate(by) => format!("Angehalten von {by}, nachdem der Agent es angenommen hatte: Sehen Sie nach, ob es lief."),
    }
    },
    because,
    fault: super::faults::de,
    misfit: super::misfits::de,
    no_reason: "ohne Angabe eines Grundes",
    approved: "Freigegeben",
    asked_for: "Angefragt",
    tool: "Werkzeug",
    arguments: "Argumente",
    agent: "den Agenten",
    nobody_known: "niemand Bekanntes",
    proposed: "hat es vorgeschlagen",
    vouched: "verbürgt durch das Gateway",
    policy: |let_run| match let_run {
        true => "von der Richtlinie erlaubt",
        false => "von der Richtlinie abgelehnt",
    },
    decided: |verb| match verb {
        Verb::Approve => "hat es freigegeben",
        Verb::Edit => "hat es mit Änderungen freigegeben",
        Verb::Reject => "hat es abgelehnt",
        Verb::Respond => "hat es beantwortet",
    },
    reads: "liest es, bis",
    noted: |kind, to| match (kind, to) {
        (NoteType::Claimed, _) => "hat es übernommen, bis".to_owned(),
        (NoteType::Released, _) => "hat es zurückgegeben".to_owned(),
        (NoteType::Assigned, Some(to)) => format!("hat es an {to} gegeben"),
        (NoteType::Asked, Some(to)) => format!("hat {to} gefragt"),
        (NoteType::Assigned, None) => "hat es weitergegeben".to_owned(),
        (NoteType::Asked, None) => "hat gefragt".to_owned(),
        (NoteType::Commented, _) => "hat kommentiert".to_owned(),
        (NoteType::Extended, _) => "hat es verlängert, bis".to_owned(),
        (NoteType::Revealed, _) => "hat einen verdeckten Wert aufgedeckt".to_owned(),
        (NoteType::Withdrawn, _) => "hat es zurückgezogen".to_owned(),
    },
    happened: |status| match status {
        OutcomeStatus::Accepted => "hat die Entscheidung geprüft und führt sie aus",
        OutcomeStatus::Refused => "hat es nicht ausgeführt",
        OutcomeStatus::Executed => "hat es ausgeführt",
        OutcomeStatus::Failed => "hat es ausgeführt, und es schlug fehl",
        OutcomeStatus::Compensated => "hat es rückgängig gemacht",
        OutcomeStatus::Unknown => "kann nicht sagen, ob es lief",
    },
    ran_other: "hat etwas anderes ausgeführt als das Signierte",
    expired: "hat es geschlossen: Die Zeit war um",
    delivered: "hat versucht, es zuzustellen",
    unreadable: "etwas, das sich nicht prüfen lässt",
    marked: |mark| match mark {
        Mark::Counts => None,
        Mark::Late => Some("zu spät, ohne Wirkung".to_owned()),
        Mark::Superseded => Some("jemand war schneller, ohne Wirkung".to_owned()),
        Mark::OutOfOrder => Some("passt nicht zu dem, was vorher kam".to_owned()),
        Mark::Unauthorised(code) | Mark::Invalid(code) => {
            Some(format!("zählt nicht: {}", told(code)))
        }
    },
    forked: "wer dies signierte, hatte davor andere Einträge gesehen als die in diesem Protokoll",
    suspect: "der Schlüssel war davor als verloren gemeldet: Sehen Sie es neu an",
};

/// Why it was refused or does not count, to follow “because”; none for what is no code that anybody needs words for.
pub(super) fn because(code: &str) -> Option<&'static str> {
    Some(match code {
        "expired" => "seine Zeit war um",
        "from_the_future" => "es ist vordatiert: eine Uhr geht falsch",
        "wrong_audience" => "es war an eine andere Quelle gerichtet",
        "wrong_workspace" => "es gehört zu einem anderen Arbeitsbereich",
        "not_pending" => "die Quelle wartet nicht darauf",
        "proposal_mismatch" => {
            "es geht um eine andere Aktion als die, nach der die Quelle gefragt hat"
        }
        "candidate_mismatch" => "die Signaturen gelten einer anderen Fassung der Aktion",
        "already_consumed" => "die Quelle hatte es schon angenommen",
        "tool_changed" => "die Änderung nennt ein anderes Werkzeug",
        "schema_violation" => "die Werte passen nicht zum Vertrag des Werkzeugs",
        "not_allowed" => "eine solche Entscheidung wird dafür nicht angenommen",
        "own_proposal" => "wer darüber entschied, ist für die Quelle verantwortlich",
        "risk_too_high" => "wer darüber entschied, darf es bei einem solchen Risiko nicht",
        "group_missing" => "wer darüber entschied, gehört nicht zu der Gruppe, die es darf",
        "quorum_not_met" => "zu wenige Personen hatten es signiert",
        "closed_without_approval" => "niemand hatte es freigegeben",
        "allow_not_permitted" => "nach der Teamliste darf es nicht ohne eine Person laufen",
        "halted" => "es war angehalten",
        "halt_unknown" => "es ließ sich nicht erfahren, ob es angehalten war",
        "roster_stale" => "die Teamliste dort war zu alt",
        "roster_expired" => "die Zeit der Teamliste war um",
        "roster_rollback" => "es wurde eine ältere Teamliste gezeigt",
        "roster_threshold" => "zu wenige hatten die Teamliste signiert",
        "weak_key" => "einem Schlüssel auf der Teamliste ist nicht zu trauen",
        "unknown_key" => "eine Signatur stammt von einem Gerät, das nicht auf der Teamliste steht",
        "key_not_yet_valid" => {
            "eine Signatur stammt von einem Gerät, dessen Zeit noch nicht begonnen hat"
        }
        "key_expired" => "eine Signatur stammt von einem Gerät, dessen Zeit um ist",
        "key_revoked" => {
            "eine Signatur stammt von einem Gerät, das von der Teamliste gestrichen wurde"
        }
        "wrong_role" => "eine Signatur stammt von jemandem, der sie nicht geben darf",
        "bad_signature" => "eine Signatur ist ungültig",
        "already_resolved" => "es wurde schon entschieden oder geschlossen",
        "too_large" => "es ist länger, als angenommen wird",
        "unauthenticated" => "dieses Gerät wird nicht zugelassen",
        "forbidden" => "dieses Gerät hat kein Recht dazu",
        "not_found" => "es ist dort nicht bekannt",
        "id_conflict" => "unter seiner Kennung steht dort etwas anderes",
        "saturated" => "dort wartet schon zu viel",
        "log_unavailable" => "das Protokoll antwortet nicht",
        "not_durable" => "das Protokoll konnte nicht versprechen, es zu behalten",
        _ => return None,
    })
}

/// How it was closed, as the page calls it.
pub(super) fn closed(status: Status) -> &'static str {
    match status {
        Status::Open => "offen",
        Status::Allowed => "von der Richtlinie erlaubt",
        Status::Denied => "von der Richtlinie abgelehnt",
        Status::Approved => "freigegeben",
        Status::Edited => "mit Änderungen freigegeben",
        Status::Rejected => "abgelehnt",
        Status::Responded => "beantwortet",
        Status::Expired => "abgelaufen",
        Status::Withdrawn => "zurückgezogen",
    }
}

fn told(code: Code) -> &'static str {
    because(code.as_str()).unwrap_or(code.as_str())
}
