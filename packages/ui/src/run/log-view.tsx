import { useEffect, useRef, useState } from "preact/hooks";
import type { LogChunk } from "../../../flytekit-ts/src/server/view-model.js";
import { errorOf, get } from "../api.js";
import { bytesText } from "../time.js";

/** Characters that are kept on the page; a log may be a hundred megabytes. */
const KEPT = 400_000;
const EVERY_MS = 700;

/** What an attempt printed: its end, following what comes, and the rest on demand. */
export function LogView({
	run,
	path,
	attempt,
	isLive,
}: {
	run: string;
	path: string;
	attempt: number;
	isLive: boolean;
}) {
	const [chunk, setChunk] = useState<LogChunk>();
	const [wrong, setWrong] = useState<string>();
	const box = useRef<HTMLPreElement>(null);
	const isAtEnd = useRef(true);
	const address = `/api/runs/${encodeURIComponent(run)}/log?${new URLSearchParams({ path, attempt: String(attempt) })}`;
	useEffect(() => {
		let isWanted = true;
		let known: LogChunk | undefined;
		const read = async () => {
			try {
				const from = known === undefined ? "" : `&from=${known.to}`;
				const next = await get<LogChunk>(address + from);
				if (!isWanted) return;
				known = known === undefined ? next : joined(known, next);
				setChunk(known);
				setWrong(undefined);
			} catch (thrown) {
				if (isWanted) setWrong(errorOf(thrown).message);
			}
		};
		void read();
		const timer = isLive ? setInterval(read, EVERY_MS) : 0;
		return () => {
			isWanted = false;
			clearInterval(timer);
		};
	}, [address, isLive]);
	useEffect(() => {
		if (box.current !== null && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
	}, [chunk]);
	const earlier = async () => {
		if (chunk === undefined) return;
		const from = Math.max(0, chunk.from - 200_000);
		const part = await get<LogChunk>(`${address}&from=${from}`);
		const text = part.text.slice(0, Math.max(0, chunk.from - from));
		isAtEnd.current = false;
		setChunk({ ...chunk, text: text + chunk.text, from });
	};
	if (wrong !== undefined) return <pre role="alert">{wrong}</pre>;
	if (chunk === undefined) return <p class="muted">Reading the log</p>;
	return (
		<div class="stack">
			{chunk.from > 0 ? (
				<div class="row small">
					<button type="button" onClick={() => void earlier()}>
						Show what is before
					</button>
					<span class="muted">
						the last {bytesText(chunk.to - chunk.from)} of {bytesText(chunk.total)}
					</span>
				</div>
			) : null}
			<pre
				ref={box}
				class="log"
				tabIndex={0}
				role="log"
				aria-label={`Log of attempt ${attempt}`}
				onScroll={(event) => {
					const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
					isAtEnd.current = scrollHeight - scrollTop - clientHeight < 24;
				}}
			>
				{plain(chunk.text)}
			</pre>
		</div>
	);
}

function joined(before: LogChunk, next: LogChunk): LogChunk {
	const text = before.text + next.text;
	const cut = Math.max(0, text.length - KEPT);
	return { text: text.slice(cut), from: before.from + cut, to: next.to, total: next.total };
}

/** Without what would colour a terminal, or ring its bell. */
const [ESC, BEL] = ["\\u001b", "\\u0007"];
const ESCAPES = new RegExp(
	`${ESC}\\[[0-9;?]*[ -/]*[@-~]|${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)|[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f]`,
	"g",
);
const plain = (text: string) => text.replace(ESCAPES, "");
