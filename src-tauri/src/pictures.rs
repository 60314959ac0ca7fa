//! Reading a picture in a process of its own: whoever made its bytes can at worst end that process, and the desk goes on.
//!
//! That process is this same program, asked by one argument. It gets the bytes, gives the picture as the page is told of it, and has
//! neither a window nor a connection. What a picture may be is said in `fermata_desk`, in both languages there.

use std::{
    io::{Read as _, Write as _},
    process::Stdio,
    time::Duration,
};

use fermata_desk::{
    Document, Fault,
    ipc::{PictureFault, PictureView, UiError, UiErrorCode},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, Command},
    sync::Semaphore,
    time::timeout,
};

/// What makes this program read one picture and nothing else.
const ASKED: &str = "--read-picture";
/// A picture that takes longer is taken for one that never ends.
const PATIENCE: Duration = Duration::from_secs(20);
/// More than the largest picture comes to, in base64.
const MOST_ANSWERED: u64 = 128 * 1024 * 1024;
/// What the process may keep in memory, and how long it may compute: well above what the limits for pictures come to.
#[cfg(unix)]
const MOST_MEMORY: u64 = 512 * 1024 * 1024;
#[cfg(unix)]
const MOST_SECONDS: u64 = 20;

/// One at a time, so that many large pictures take the memory of one.
static TURN: Semaphore = Semaphore::const_new(1);

/// The media type of the picture that this process is asked to read, if it is.
pub(crate) fn asked(mut arguments: impl Iterator<Item = String>) -> Option<String> {
    (arguments.nth(1)? == ASKED).then(|| arguments.next().unwrap_or_default())
}

/// Reads the picture from the standard input and writes what became of it to the standard output.
pub(crate) fn answer(media_type: &str) -> anyhow::Result<()> {
    limit()?;
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let shown = fermata_desk::picture(media_type, &bytes);
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &shown)?;
    Ok(out.flush()?)
}

#[cfg(unix)]
fn limit() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (what, most) in [
        (Resource::Data, MOST_MEMORY),
        (Resource::Cpu, MOST_SECONDS),
        // It opens nothing, and leaves no picture of itself behind when it falls.
        (Resource::Core, 0),
    ] {
        let most = Some(most);
        setrlimit(
            what,
            Rlimit {
                current: most,
                maximum: most,
            },
        )?;
    }
    Ok(())
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)]
fn limit() -> std::io::Result<()> {
    Ok(())
}

/// This program, also when its file was replaced or removed since it was started.
pub(crate) fn reader() -> Result<Command, UiError> {
    if cfg!(target_os = "linux") {
        return Ok(Command::new("/proc/self/exe"));
    }
    let here = std::env::current_exe().map_err(|error| not_read(&error))?;
    Ok(Command::new(here))
}

/// The picture as that process gives it. One that ends it, or that it does not come to an end with, is damaged.
pub(crate) async fn read(mut reader: Command, document: Document) -> Result<PictureView, UiError> {
    let _turn = TURN.acquire().await;
    let started = reader
        .arg(ASKED)
        .arg(&document.media_type)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let child = started.map_err(|error| not_read(&error))?;
    let told = timeout(PATIENCE, told(child, &document.bytes)).await;
    Ok(told.ok().flatten().unwrap_or(PictureView::Refused {
        why: PictureFault::Damaged,
    }))
}

async fn told(mut child: Child, bytes: &[u8]) -> Option<PictureView> {
    let mut to = child.stdin.take()?;
    to.write_all(bytes).await.ok()?;
    drop(to);
    let mut said = Vec::new();
    let from = child.stdout.take()?;
    from.take(MOST_ANSWERED).read_to_end(&mut said).await.ok()?;
    child.wait().await.ok()?.success().then_some(())?;
    serde_json::from_slice(&said).ok()
}

fn not_read(error: &std::io::Error) -> UiError {
    UiError::new(
        UiErrorCode::Internal,
        Fault::PictureNotRead(&error.to_string()),
    )
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const DAMAGED: PictureView = PictureView::Refused {
        why: PictureFault::Damaged,
    };

    fn document() -> Document {
        Document {
            media_type: "image/png".to_owned(),
            bytes: vec![0; 300_000],
        }
    }

    async fn read_by(script: &str) -> Result<PictureView, UiError> {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        read(shell, document()).await
    }

    #[test]
    fn only_its_own_argument_makes_this_program_a_reader() {
        let asked = |words: &[&str]| asked(words.iter().map(ToString::to_string));
        assert_eq!(asked(&["fermata-desk"]), None);
        assert_eq!(asked(&["fermata-desk", "fermata://esc/1"]), None);
        assert_eq!(asked(&["fermata-desk", "x", ASKED, "image/png"]), None);
        let png = asked(&["fermata-desk", ASKED, "image/png"]);
        assert_eq!(png.as_deref(), Some("image/png"));
        assert_eq!(asked(&["fermata-desk", ASKED]).as_deref(), Some(""));
    }

    #[tokio::test]
    async fn a_picture_that_ends_its_reader_is_damaged_and_ends_nothing_else() {
        for script in [
            "kill -ABRT $$",
            "cat > /dev/null; kill -KILL $$",
            "cat > /dev/null; echo '{\"kind\":\"refused\",\"why\":\"large\"}'; exit 1",
            "cat > /dev/null; echo '{\"kind\":\"shown\",\"png\":'",
            "exit 0",
        ] {
            assert_eq!(read_by(script).await.unwrap(), DAMAGED, "{script}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_picture_without_an_end_is_damaged() {
        let read = read_by("cat > /dev/null; exec sleep 600").await;
        assert_eq!(read.unwrap(), DAMAGED);
    }

    #[tokio::test]
    async fn what_the_reader_says_is_what_is_shown() {
        let script = r#"test "$(wc -c)" = 300000 && echo '{"kind":"refused","why":"'"$([ "$1" = image/png ] && echo large)"'"}'"#;
        let read = read_by(script).await.unwrap();
        let why = PictureFault::Large;
        assert_eq!(read, PictureView::Refused { why });
    }

    #[tokio::test]
    async fn a_reader_that_does_not_start_is_told_as_a_fault_of_this_machine() {
        let read = read(Command::new("/nowhere/at-all"), document()).await;
        assert_eq!(read.unwrap_err().code, UiErrorCode::Internal);
    }
}
